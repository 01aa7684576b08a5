// An analogue signal as a PLC has it: the sensor adds its noise, the converter its steps. A 4-20 mA input
// of the S7 family divides the measuring range into 27 648 counts and goes on to 32 511 above it and
// -4 864 below it (domain reference, X5), so every value lies on the lattice of range/27 648.

import { IndexedNoise } from "./indexed-noise.ts";
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
  readonly #noise: IndexedNoise;
  #truth = 0;
  #samples = 0;
  #value: number | undefined = 0;

  constructor(options: AnalogInputOptions) {
    this.#options = options;
    this.#noise = new IndexedNoise(options.random);
  }

  /** Last sample, in the unit of the quantity; 0 before the first. */
  value(): number {
    this.#value ??= this.#convert();
    return this.#value;
  }

  /** Takes a sample of the true value. What it says is worked out when it is looked at. */
  sample(truth: number): void {
    this.#truth = truth;
    this.#samples += 1;
    this.#value = undefined;
  }

  #convert(): number {
    const { range, sigma = 0, relativeSigma = 0, cutOff = -Infinity } = this.#options;
    const spread = sigma + relativeSigma * Math.abs(this.#truth);
    const noisy = this.#truth + spread * this.#noise.normal(this.#samples);
    const [low, high] = range;
    const counts = noisy <= cutOff ? -low * (COUNTS / (high - low)) : countsOf(noisy, low, high);
    return low + (counts * (high - low)) / COUNTS;
  }
}

function countsOf(value: number, low: number, high: number): number {
  const counts = Math.round(((value - low) / (high - low)) * COUNTS);
  return Math.min(Math.max(counts, LOWEST_COUNT), HIGHEST_COUNT);
}
