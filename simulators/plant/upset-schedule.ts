// What goes wrong on a line now and then: one upset at a time, at random, never in the quiet time after a
// start. Most are short stops and slow phases; their mix is the line's own.

import type { Random } from "./random.ts";

export interface UpsetPlan<Kind extends string> {
  readonly kind: Kind;
  /** Relative frequency. */
  readonly weight: number;
  /** Shortest and longest, minutes. */
  readonly minutes: readonly [number, number];
}

export interface UpsetScheduleOptions<Kind extends string> {
  readonly random: Random;
  readonly plans: readonly UpsetPlan<Kind>[];
  /** Nothing happens before this. */
  readonly quietMs: number;
  /** Mean time from the end of one upset to the next. */
  readonly meanGapMs: number;
}

export class UpsetSchedule<Kind extends string> {
  readonly #options: UpsetScheduleOptions<Kind>;
  #current: Kind | undefined;
  #remainingMs: number;

  constructor(options: UpsetScheduleOptions<Kind>) {
    this.#options = options;
    this.#remainingMs = options.quietMs + this.#gapMs();
  }

  current(): Kind | undefined {
    return this.#current;
  }

  step(dtMs: number): void {
    this.#remainingMs -= dtMs;
    if (this.#remainingMs > 0) return;
    if (this.#current !== undefined) {
      this.#current = undefined;
      this.#remainingMs = this.#gapMs();
      return;
    }
    const plan = this.#choose();
    this.#current = plan?.kind;
    this.#remainingMs =
      plan === undefined ? this.#gapMs() : this.#options.random.between(...plan.minutes) * 60_000;
  }

  #gapMs(): number {
    return -this.#options.meanGapMs * Math.log(1 - this.#options.random.uniform());
  }

  #choose(): UpsetPlan<Kind> | undefined {
    const { plans, random } = this.#options;
    let left = random.uniform() * plans.reduce((sum, { weight }) => sum + weight, 0);
    return plans.find(({ weight }) => {
      left -= weight;
      return left < 0;
    });
  }
}
