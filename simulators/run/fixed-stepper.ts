// Turns the clock's passing into equal steps, so that the same seed gives the same plant whatever the
// timer does. After a long sleep of the machine only the last part is caught up; the rest is counted.

import type { Clock } from "#contracts/time.ts";

export interface FixedStepperOptions {
  readonly clock: Clock;
  readonly stepMs: number;
  /** Most time that one tick catches up. */
  readonly maxCatchUpMs: number;
  /** @param at wall clock at the end of the step, ms since the epoch. */
  readonly step: (at: number) => void;
}

export class FixedStepper {
  readonly #options: FixedStepperOptions;
  #reached: number;
  #skippedMs = 0;

  constructor(options: FixedStepperOptions) {
    this.#options = options;
    this.#reached = options.clock.monotonic();
  }

  /** One line for people; undefined while all time was simulated. */
  describeLoss(): string | undefined {
    if (this.#skippedMs === 0) return undefined;
    return `跳过 ${this.#skippedMs} ms 未模拟 · ${this.#skippedMs} ms were not simulated`;
  }

  /** Takes all steps that are due. */
  tick(): void {
    const { clock, stepMs, maxCatchUpMs, step } = this.#options;
    const monotonic = clock.monotonic();
    const now = clock.now();
    const excess = monotonic - this.#reached - maxCatchUpMs;
    if (excess > 0) {
      this.#reached += excess;
      this.#skippedMs += excess;
    }
    while (this.#reached + stepMs <= monotonic) {
      this.#reached += stepMs;
      step(now - (monotonic - this.#reached));
    }
  }
}
