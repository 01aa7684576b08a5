// What a device answers to the question who it is, as the text of an identity record.

import { isGood } from "#contracts/quality.ts";
import type { IdentitySource } from "../config/equipment.ts";
import type { Reading } from "../driver.ts";

/** Serial numbers are short; a register map read wrongly is not to fill the log. */
const maxLength = 256;

/** Pairs of the keys that were read well and say something. */
export function identityOf(
  sources: readonly IdentitySource[],
  readings: readonly Reading[],
): readonly (readonly [string, string])[] {
  return sources.flatMap(({ key }, i) => {
    const reading = readings[i];
    if (reading === undefined || !isGood(reading.status)) return [];
    const { value } = reading;
    if (value === null || value instanceof Uint8Array) return [];
    const text = String(value)
      .replace(/\p{Cc}/gu, "")
      .trim()
      .slice(0, maxLength)
      .toWellFormed();
    return text === "" ? [] : [[key, text] as const];
  });
}
