// What a digital instrument makes of a true value: noise, then steps of its resolution. What it says is worked out
// when it is looked at; every reader of that instant sees the same. Analogue inputs are ../analog-input.ts.

import { IndexedNoise } from "../indexed-noise.ts";
import type { Random } from "../random.ts";

/** @param perUnit steps of one unit: 10 for a resolution of 0.1, so that 0.3 is the double 0.3. */
export function quantise(value: number, perUnit: number): number {
  const rounded = Math.round(value * perUnit) / perUnit;
  // Without this a small negative reading would be −0.
  return rounded === 0 ? 0 : rounded;
}

export type InstrumentOptions = {
  readonly random: Random;
  /** Standard deviation of one reading, in the unit of the quantity. */
  readonly sigma?: number;
  /** The same as a share of the value; both add up. */
  readonly relativeSigma?: number;
  readonly perUnit: number;
  /** Lowest value that it shows. */
  readonly least?: number;
  /** Within this of 0 it says 0: nothing moves. */
  readonly dead?: number;
};

export class Instrument {
  readonly #options: InstrumentOptions;
  readonly #noise: IndexedNoise;
  #truth = 0;
  #samples = 0;

  constructor(options: InstrumentOptions) {
    this.#options = options;
    this.#noise = new IndexedNoise(options.random);
  }

  sample(truth: number): void {
    this.#truth = truth;
    this.#samples += 1;
  }

  /** What it says of the last sample. */
  value(): number {
    const { sigma = 0, relativeSigma = 0, perUnit, least = -Infinity, dead = 0 } = this.#options;
    const truth = this.#truth;
    if (Math.abs(truth) < dead) return 0;
    const spread = sigma + relativeSigma * Math.abs(truth);
    const noisy = truth + spread * this.#noise.normal(this.#samples);
    return Math.max(quantise(noisy, perUnit), least);
  }
}

/** Moves `value` towards `target` by at most `most`. */
export function ramp(value: number, target: number, most: number): number {
  return value + Math.min(Math.max(target - value, -most), most);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
