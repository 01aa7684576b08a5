// The registers of one product: its map as data (named fields at addresses) and the values set so far.
// 32-bit types are big-endian, high word first (ABCD). A read must lie inside one span; holes of a
// span read 0, everything outside is exception 02, as the products do.

import { SimulatorsError } from "../errors.ts";
import { modbusException, type RegisterAnswer } from "./register-device.ts";

export type RegisterType = "uint16" | "int16" | "uint32" | "int32" | "float32";

const WORDS: Readonly<Record<RegisterType, 1 | 2>> = {
  uint16: 1,
  int16: 1,
  uint32: 2,
  int32: 2,
  float32: 2,
};

/** Smallest and largest raw number of the integer types. */
const LIMITS = {
  uint16: [0, 0xffff],
  int16: [-0x8000, 0x7fff],
  uint32: [0, 0xffff_ffff],
  int32: [-0x8000_0000, 0x7fff_ffff],
} as const;

export interface RegisterField {
  /** First register, PDU address (0-based). */
  readonly address: number;
  readonly type: RegisterType;
  /** Raw number = value × scale, rounded; 10 for tenths. Default 1. Integers only. */
  readonly scale?: number;
}

export interface RegisterMap<Name extends string> {
  readonly spans: readonly { readonly first: number; readonly count: number }[];
  readonly fields: Readonly<Record<Name, RegisterField>>;
}

interface Block {
  readonly first: number;
  readonly words: Uint16Array;
}

/** Throws SIMULATORS_REGISTER_MAP_INVALID when a field is outside the spans or overlaps another. */
export class RegisterImage<Name extends string> {
  readonly #fields: Readonly<Record<Name, RegisterField>>;
  readonly #blocks: readonly Block[];
  readonly #scratch = new DataView(new ArrayBuffer(4));

  constructor(map: RegisterMap<Name>) {
    this.#fields = map.fields;
    this.#blocks = map.spans.map(({ first, count }) => ({ first, words: new Uint16Array(count) }));
    const owners = new Map<number, string>();
    for (const [name, field] of Object.entries<RegisterField>(map.fields)) {
      const words = WORDS[field.type];
      if (this.#find(field.address, words) === undefined) refuseMap(name, field.address);
      for (let address = field.address; address < field.address + words; address += 1) {
        const other = owners.get(address);
        if (other !== undefined) refuseMap(name, address, other);
        owners.set(address, name);
      }
    }
  }

  /**
   * Integers outside their type's range stand at its limit, as a display does that is over range.
   * Throws SIMULATORS_VALUE_UNENCODABLE for NaN in an integer field.
   */
  set(name: Name, value: number): void {
    const field = this.#fields[name];
    const block = this.#find(field.address, WORDS[field.type]) ?? refuseMap(name, field.address);
    this.#scratchWrite(name, field, value);
    const at = field.address - block.first;
    block.words[at] = this.#scratch.getUint16(0);
    if (WORDS[field.type] === 2) block.words[at + 1] = this.#scratch.getUint16(2);
  }

  read(address: number, count: number): RegisterAnswer {
    const block = this.#find(address, count);
    if (block === undefined) return modbusException.illegalDataAddress;
    return block.words.slice(address - block.first, address - block.first + count);
  }

  #find(address: number, count: number): Block | undefined {
    return this.#blocks.find(
      ({ first, words }) => address >= first && address + count <= first + words.length,
    );
  }

  #scratchWrite(name: string, field: RegisterField, value: number): void {
    if (field.type === "float32") {
      this.#scratch.setFloat32(0, value);
      return;
    }
    if (Number.isNaN(value)) {
      throw new SimulatorsError(
        "SIMULATORS_VALUE_UNENCODABLE",
        `寄存器 ${name} 是整数,不能表示 NaN。 · Register ${name} is an integer and cannot hold NaN.`,
        { register: name },
      );
    }
    const [lowest, highest] = LIMITS[field.type];
    const raw = Math.min(Math.max(Math.round(value * (field.scale ?? 1)), lowest), highest);
    if (WORDS[field.type] === 1) this.#scratch.setUint16(0, raw & 0xffff);
    else this.#scratch.setUint32(0, raw >>> 0);
  }
}

function refuseMap(name: string, address: number, other?: string): never {
  const hex = `0x${address.toString(16).toUpperCase().padStart(4, "0")}`;
  const [zh, en] =
    other === undefined
      ? [`寄存器 ${name}(${hex})不在任何区段内。`, `Register ${name} (${hex}) lies in no span.`]
      : [
          `寄存器 ${name} 与 ${other} 在 ${hex} 重叠。`,
          `Registers ${name} and ${other} overlap at ${hex}.`,
        ];
  throw new SimulatorsError("SIMULATORS_REGISTER_MAP_INVALID", `${zh} · ${en}`, {
    register: name,
    address,
    ...(other === undefined ? {} : { other }),
  });
}
