// Ornstein-Uhlenbeck process: wanders, but is always pulled back to 0. Discretised exactly, so that
// its spread and memory do not depend on the step.

import type { Random } from "./random.ts";

export interface DriftOptions {
  /** Standard deviation in the long run, in the unit of the quantity. */
  readonly sigma: number;
  /** Time after which the memory has fallen to 1/e, ms. */
  readonly tauMs: number;
  /** The value never leaves ± this. */
  readonly limit: number;
}

export class Drift {
  readonly #random: Random;
  readonly #options: DriftOptions;
  #value: number;

  constructor(random: Random, options: DriftOptions) {
    this.#random = random;
    this.#options = options;
    this.#value = this.#clamp(options.sigma * random.normal());
  }

  value(): number {
    return this.#value;
  }

  step(dtMs: number): void {
    const { sigma, tauMs } = this.#options;
    const keep = Math.exp(-dtMs / tauMs);
    const kick = sigma * Math.sqrt(1 - keep * keep) * this.#random.normal();
    this.#value = this.#clamp(this.#value * keep + kick);
  }

  #clamp(value: number): number {
    return Math.min(Math.max(value, -this.#options.limit), this.#options.limit);
  }
}
