// What a digital instrument makes of a true value: noise, then steps of its resolution. Readings are taken once
// per step, so every reader of that instant sees the same number. Analogue inputs are ../analog-input.ts.

import type { Random } from "../random.ts";

/** @param perUnit steps of one unit: 10 for a resolution of 0.1, so that 0.3 is the double 0.3. */
export function quantise(value: number, perUnit: number): number {
  const rounded = Math.round(value * perUnit) / perUnit;
  // Without this a small negative reading would be −0.
  return rounded === 0 ? 0 : rounded;
}

export type Instrument = {
  /** Standard deviation of one reading, in the unit of the quantity. */
  readonly sigma: number;
  readonly perUnit: number;
};

export function measure(random: Random, value: number, { sigma, perUnit }: Instrument): number {
  return quantise(value + sigma * random.normal(), perUnit);
}

/** Moves `value` towards `target` by at most `most`. */
export function ramp(value: number, target: number, most: number): number {
  return value + Math.min(Math.max(target - value, -most), most);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
