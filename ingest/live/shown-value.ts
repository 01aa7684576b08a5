// Values as people look at them: JSON holds neither 64-bit integers nor bytes.
import { toHex } from "#contracts/bytes.ts";
import type { LastValue } from "#contracts/live.ts";
import type { Value } from "#contracts/value.ts";

/** 64-bit integers beyond 2^53 − 1 in decimal, bytes in hex. */
export function shownValue(value: Value): LastValue["value"] {
  if (typeof value === "bigint") return String(value);
  return value instanceof Uint8Array ? toHex(value) : value;
}
