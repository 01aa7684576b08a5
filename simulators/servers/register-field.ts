// The fields of a register map, as data, and the check that a map is one.

import { SimulatorsError } from "../errors.ts";
import { type NumberType, WORDS, type WordOrder } from "./register-encoding.ts";

export interface NumberField {
  /** First register, PDU address (0-based). */
  readonly address: number;
  readonly type: NumberType;
  /** Raw number = value × scale; 10 for tenths, 0.001 for thousands. Default 1. */
  readonly scale?: number;
  /** Raw numbers are multiples of this. Integers: 1. Floats: as fine as the type. */
  readonly step?: number;
  /** A counter: begins again at 0 where its raw number would reach this, and shows whole steps only, those
   * that are complete (it never runs ahead of what it counts). Absent: not a counter. */
  readonly rollsOverAt?: number;
  /** Default: that of the map. */
  readonly order?: WordOrder;
}

/** Some bits of one register; several such fields may share it. */
export interface BitsField {
  readonly address: number;
  readonly type: "bits";
  /** The lowest, 0 to 15. */
  readonly bit: number;
  /** Default 1. */
  readonly width?: number;
}

/** Printable ASCII, two characters per register, the rest NUL. */
export interface TextField {
  readonly address: number;
  readonly type: "text";
  readonly registers: number;
  /** ABCD: first character in the high byte; BADC: in the low byte. Default ABCD, whatever the map's. */
  readonly order?: "ABCD" | "BADC";
}

export type RegisterField = NumberField | BitsField | TextField;

export interface RegisterSpan {
  readonly first: number;
  readonly count: number;
}

export interface RegisterMap<Name extends string> {
  readonly spans: readonly RegisterSpan[];
  readonly fields: Readonly<Record<Name, RegisterField>>;
  /** Of numbers that do not name their own. Default ABCD. */
  readonly order?: WordOrder;
  /** A read that begins behind the first register of a value is exception 02. Default: it is answered. */
  readonly wholeValues?: boolean;
}

/** How many registers it takes. */
export function fieldLength(field: RegisterField): number {
  if (field.type === "text") return field.registers;
  return field.type === "bits" ? 1 : WORDS[field.type];
}

/**
 * Throws SIMULATORS_REGISTER_MAP_INVALID when a field lies in no span or overlaps another, or when spans
 * overlap or leave the address space.
 */
export function checkRegisterMap(map: RegisterMap<string>): void {
  checkSpans(map.spans);
  const owners = new Map<number, { name: string; mask: number }[]>();
  for (const [name, field] of Object.entries(map.fields)) {
    const length = fieldLength(field);
    if (!map.spans.some((span) => within(span, field.address, length))) {
      refuse(name, field.address, [`不在任何区段内。`, `lies in no span.`]);
    }
    const mask = bitMask(name, field);
    for (let address = field.address; address < field.address + length; address += 1) {
      const there = owners.get(address) ?? [];
      const other = there.find((owner) => (owner.mask & mask) !== 0);
      if (other !== undefined) {
        refuse(name, address, [`与 ${other.name} 重叠。`, `overlaps ${other.name}.`], other.name);
      }
      owners.set(address, [...there, { name, mask }]);
    }
  }
}

export function within(span: RegisterSpan, address: number, count: number): boolean {
  return address >= span.first && address + count <= span.first + span.count;
}

function checkSpans(spans: readonly RegisterSpan[]): void {
  let end = 0;
  for (const { first, count } of [...spans].sort((a, b) => a.first - b.first)) {
    if (first < end || count < 1 || first + count > 0x10000) {
      refuse("spans", first, [
        "的区段重叠或超出地址空间。",
        "overlap or leave the address space here.",
      ]);
    }
    end = first + count;
  }
}

function bitMask(name: string, field: RegisterField): number {
  if (field.type !== "bits") return 0xffff;
  const width = field.width ?? 1;
  if (field.bit < 0 || width < 1 || field.bit + width > 16) {
    refuse(name, field.address, ["的位不在一个寄存器内。", "has bits outside one register."]);
  }
  return ((1 << width) - 1) << field.bit;
}

function refuse(
  register: string,
  address: number,
  [zh, en]: readonly [string, string],
  other?: string,
): never {
  const hex = `0x${address.toString(16).toUpperCase().padStart(4, "0")}`;
  throw new SimulatorsError(
    "SIMULATORS_REGISTER_MAP_INVALID",
    `寄存器 ${register}(${hex})${zh} · Register ${register} (${hex}) ${en}`,
    { register, address, ...(other === undefined ? {} : { other }) },
  );
}
