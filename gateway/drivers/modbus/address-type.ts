// The types that registers come in: how many registers each covers, and which Sparkplug datatype it yields.
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import type { ValueKind } from "#contracts/value.ts";

type TypeFacts = {
  /** Registers that it covers; 0: as many as the address says. */
  readonly registers: number;
  readonly kind: ValueKind;
  readonly datatype: number;
};

/**
 * bcd16, bcd32, bcd64: a decimal digit in every four bits. mod10x2, mod10x3, mod10x4: four decimal digits in every
 * register (0 to 9999, Schneider's MOD10; its meters send the lowest register first, which is order CDAB).
 * int8, uint8: half of a register.
 */
const types = {
  boolean: { registers: 1, kind: "boolean", datatype: datatypes.Boolean },
  int8: { registers: 1, kind: "int", datatype: datatypes.Int8 },
  uint8: { registers: 1, kind: "uint", datatype: datatypes.UInt8 },
  int16: { registers: 1, kind: "int", datatype: datatypes.Int16 },
  uint16: { registers: 1, kind: "uint", datatype: datatypes.UInt16 },
  int32: { registers: 2, kind: "int", datatype: datatypes.Int32 },
  uint32: { registers: 2, kind: "uint", datatype: datatypes.UInt32 },
  int64: { registers: 4, kind: "int", datatype: datatypes.Int64 },
  uint64: { registers: 4, kind: "uint", datatype: datatypes.UInt64 },
  float16: { registers: 1, kind: "float", datatype: datatypes.Float },
  float32: { registers: 2, kind: "float", datatype: datatypes.Float },
  float64: { registers: 4, kind: "double", datatype: datatypes.Double },
  bcd16: { registers: 1, kind: "uint", datatype: datatypes.UInt16 },
  bcd32: { registers: 2, kind: "uint", datatype: datatypes.UInt32 },
  bcd64: { registers: 4, kind: "uint", datatype: datatypes.UInt64 },
  mod10x2: { registers: 2, kind: "uint", datatype: datatypes.UInt32 },
  mod10x3: { registers: 3, kind: "uint", datatype: datatypes.UInt64 },
  mod10x4: { registers: 4, kind: "uint", datatype: datatypes.UInt64 },
  string: { registers: 0, kind: "string", datatype: datatypes.String },
} as const satisfies Readonly<Record<string, TypeFacts>>;

export type ModbusType = keyof typeof types;
export const modbusTypes = Object.keys(types) as [ModbusType, ...ModbusType[]];

export function factsOf(type: ModbusType): TypeFacts {
  return types[type];
}

export function isNumeric(type: ModbusType): boolean {
  return type !== "boolean" && type !== "string";
}

/**
 * Bytes of a 32-bit value as they come: ABCD big endian, CDAB words swapped, BADC bytes swapped in each word, DCBA
 * little endian. 64-bit values likewise with all their words (CDAB is GHEFCDAB); 16-bit and text know the bytes only.
 */
export const plainOrders = ["ABCD", "CDAB", "BADC", "DCBA"] as const;

/**
 * Of 64-bit values only: two 32-bit halves, high one first (CDABGHEF, DCBAHGFE) or low one first (EFGHABCD,
 * FEHGBADC), each half in an order of its own. With the plain ones these are all orders that keep halves, words and
 * bytes together.
 */
const mixedOrders = ["EFGHABCD", "CDABGHEF", "FEHGBADC", "DCBAHGFE"] as const;

export const wordOrders = [...plainOrders, ...mixedOrders] as const;
export type WordOrder = (typeof wordOrders)[number];

export function isMixedOrder(order: WordOrder): boolean {
  return order.length === 8;
}
