// An analogue signal as a PLC has it: the sensor adds its noise, the converter its steps. A 4-20 mA input
// of the S7 family divides the measuring range into 27 648 counts and goes on to 32 511 above it and
// -4 864 below it (domain reference, X5), so every value lies on the lattice of range/27 648.

import type { Random } from "./random.ts";

const COUNTS = 27_648;
const HIGHEST_COUNT = 32_511;
const LOWEST_COUNT = -4_864;

export interface AnalogInputOptions {
  readonly random: Random;
  /** Measuring range, in the unit of the quantity. */
  readonly range: readonly [low: number, high: number];
  /** Standard deviation of one sample, in the unit of the quantity. */
  readonly sigma?: number;
  /** The same as a share of the value; both add up. */
  readonly relativeSigma?: number;
  /** At and below this the transmitter says 0 (low-flow cut-off). */
  readonly cutOff?: number;
}

export class AnalogInput {
  readonly #options: AnalogInputOptions;
  #value = 0;

  constructor(options: AnalogInputOptions) {
    this.#options = options;
  }

  /** Last sample, in the unit of the quantity. */
  value(): number {
    return this.#value;
  }

  /** Takes a sample of the true value and returns it. */
  sample(truth: number): number {
    const { random, range, sigma = 0, relativeSigma = 0, cutOff = -Infinity } = this.#options;
    const noisy = truth + (sigma + relativeSigma * Math.abs(truth)) * random.normal();
    const [low, high] = range;
    const counts = noisy <= cutOff ? -low * (COUNTS / (high - low)) : countsOf(noisy, low, high);
    this.#value = low + (counts * (high - low)) / COUNTS;
    return this.#value;
  }
}

function countsOf(value: number, low: number, high: number): number {
  const counts = Math.round(((value - low) / (high - low)) * COUNTS);
  return Math.min(Math.max(counts, LOWEST_COUNT), HIGHEST_COUNT);
}
