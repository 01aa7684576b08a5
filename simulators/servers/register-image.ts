// The registers of one product: its map as data (named fields at addresses) and the values set so far. The only
// image there is; how values lie in registers, and what becomes of those that do not fit, is said in
// register-encoding.ts. A read must lie inside one span; holes of a span read 0, everything outside is
// exception 02, as the products do.

import { SimulatorsError } from "../errors.ts";
import { modbusException, type RegisterAnswer } from "./register-device.ts";
import { isInteger, placeWords, WORDS, type WordOrder, writeNumber } from "./register-encoding.ts";
import {
  type BitsField,
  checkRegisterMap,
  fieldLength,
  type NumberField,
  type RegisterField,
  type RegisterMap,
  type TextField,
  within,
} from "./register-field.ts";

export type FieldValue = number | boolean | string;

interface Block {
  readonly first: number;
  readonly count: number;
  readonly words: Uint16Array;
}

interface Place {
  readonly field: RegisterField;
  readonly words: Uint16Array;
  /** Index of the field's first register in `words`. */
  readonly at: number;
}

/** A product of decimals may fall a hair short of a whole step that is complete: 1.15 × 100. */
const HAIR = 1e-6;

/** Throws SIMULATORS_REGISTER_MAP_INVALID, see checkRegisterMap. */
export class RegisterImage<Name extends string> {
  readonly #places: ReadonlyMap<string, Place>;
  readonly #blocks: readonly Block[];
  readonly #order: WordOrder;
  /** Addresses at which no read may begin. */
  readonly #inner = new Set<number>();
  readonly #scratch = new DataView(new ArrayBuffer(8));

  constructor(map: RegisterMap<Name>) {
    checkRegisterMap(map);
    this.#order = map.order ?? "ABCD";
    this.#blocks = map.spans.map((span) => ({ ...span, words: new Uint16Array(span.count) }));
    const places = new Map<string, Place>();
    for (const [name, field] of Object.entries<RegisterField>(map.fields)) {
      const block = this.#blocks.find((candidate) => within(candidate, field.address, 1));
      if (block === undefined) continue;
      places.set(name, { field, words: block.words, at: field.address - block.first });
      if (map.wholeValues === true) this.#noteInner(field);
    }
    this.#places = places;
  }

  /**
   * Numbers are numbers or booleans (0 and 1), texts are strings.
   * Throws SIMULATORS_VALUE_UNENCODABLE for NaN in an integer, BCD or bit field, for ±Infinity in a counter
   * that is one, for text that is not printable ASCII or too long, and for text in a number or vice versa.
   */
  set(name: Name, value: FieldValue): void {
    const place = this.#places.get(name);
    if (place === undefined) refuse(name, value);
    const { field } = place;
    if (typeof value === "string") {
      if (field.type !== "text") refuse(name, value);
      setText(name, field, place, value);
    } else if (field.type === "bits") setBits(name, field, place, Number(value));
    else if (field.type === "text") refuse(name, value);
    else this.#setNumber(name, field, place, Number(value));
  }

  read(address: number, count: number): RegisterAnswer {
    if (this.#inner.has(address)) return modbusException.illegalDataAddress;
    for (const block of this.#blocks) {
      if (within(block, address, count)) {
        return block.words.slice(address - block.first, address - block.first + count);
      }
    }
    return modbusException.illegalDataAddress;
  }

  #noteInner(field: RegisterField): void {
    for (let n = 1; n < fieldLength(field); n += 1) this.#inner.add(field.address + n);
  }

  #setNumber(name: string, field: NumberField, { words, at }: Place, value: number): void {
    const raw = rawNumber(field, value);
    if (Number.isNaN(raw) && isInteger(field.type)) refuse(name, value);
    writeNumber(this.#scratch, field.type, raw);
    placeWords(this.#scratch, WORDS[field.type], field.order ?? this.#order, words, at);
  }
}

/** NaN where the value is none, and where a counter is infinite. */
function rawNumber(field: NumberField, value: number): number {
  const raw = value * (field.scale ?? 1);
  const step = field.step ?? (isInteger(field.type) ? 1 : undefined);
  const limit = field.rollsOverAt;
  if (limit === undefined) return step === undefined ? raw : Math.round(raw / step) * step;
  const counted = step === undefined ? raw : Math.floor(raw / step + HAIR) * step;
  const rest = counted % limit;
  return rest < 0 ? rest + limit : rest;
}

function setBits(name: string, field: BitsField, { words, at }: Place, value: number): void {
  if (Number.isNaN(value)) refuse(name, value);
  const most = (1 << (field.width ?? 1)) - 1;
  const bits = Math.min(Math.max(Math.round(value), 0), most);
  words[at] = ((words[at] ?? 0) & ~(most << field.bit)) | (bits << field.bit);
}

function setText(name: string, field: TextField, { words, at }: Place, text: string): void {
  if (!/^[\x20-\x7e]*$/.test(text) || text.length > 2 * field.registers) refuse(name, text);
  // A code beyond the end is NaN, which is 0 in a bit operation.
  const code = (index: number): number => text.charCodeAt(index) & 0xff;
  for (let n = 0; n < field.registers; n += 1) {
    const [first, second] = [code(2 * n), code(2 * n + 1)];
    words[at + n] = field.order === "BADC" ? first | (second << 8) : (first << 8) | second;
  }
}

function refuse(register: string, value: FieldValue): never {
  throw new SimulatorsError(
    "SIMULATORS_VALUE_UNENCODABLE",
    `寄存器 ${register} 不能表示 ${value}。 · Register ${register} cannot hold ${value}.`,
    { register, value: String(value) },
  );
}
