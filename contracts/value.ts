// The value of one sample: what kind it is and what it says, without the width a protocol gave it.
// Invariant: a number that fits exactly is a `number`; a 64-bit integer beyond ±(2^53 − 1) is a `bigint`.

/** Kinds in canonical bytes. `int` and `uint` hold every signed and unsigned width. */
export const valueKinds = [
  "null",
  "boolean",
  "int",
  "uint",
  "float",
  "double",
  "string",
  "bytes",
] as const;
export type ValueKind = (typeof valueKinds)[number];

/**
 * null: nothing was read (the status says why). boolean. number: int, uint, float, double.
 * bigint: int or uint beyond 2^53 − 1. string: valid UTF-8. Uint8Array: bytes as they came.
 */
export type Value = null | boolean | number | bigint | string | Uint8Array;

/** An integer as `number` where that is exact, else as `bigint`. */
export function exactInteger(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

/** A value as a plain number for charts and sums; null where it has none (strings, bytes, null). */
export function toPlainNumber(value: Value): number | null {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  return null;
}
