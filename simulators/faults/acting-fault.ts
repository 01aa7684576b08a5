// One fault of a deck and whether it acts: made anew each time it begins, gone when it ends.

import type { PointValue } from "../plant/plant.ts";
import type { Random } from "../plant/random.ts";
import type { Fault, FaultChange, FaultPlan } from "./fault.ts";
import { nextBegin, type Occurrence, occurrenceAt } from "./fault-timing.ts";

export class ActingFault {
  readonly plan: FaultPlan;
  readonly #random: Random;
  #occurrence: Occurrence | undefined;
  #fault: Fault | undefined;
  #since = 0;

  constructor(plan: FaultPlan, random: Random) {
    this.plan = plan;
    this.#random = random;
  }

  /** undefined while it does not act. */
  get fault(): Fault | undefined {
    return this.#fault;
  }

  /** ms since the epoch, plant time; of its last begin. */
  get since(): number {
    return this.#since;
  }

  /** When it next begins or ends, ms since the start of the run. */
  get nextChangeMs(): number {
    if (this.#fault !== undefined) return this.#occurrence?.endMs ?? Infinity;
    return nextBegin(this.plan.timing, this.#occurrence);
  }

  /** ms since it began. */
  elapsed(elapsedMs: number): number {
    return elapsedMs - (this.#occurrence?.beginMs ?? 0);
  }

  shown(value: PointValue, elapsedMs: number): PointValue {
    return this.#fault?.point?.shown(value, this.elapsed(elapsedMs)) ?? value;
  }

  /**
   * Begins and ends what is due, in order. A fault that is shorter than a step acts until the next one; of
   * several that a step skipped only the last acts.
   */
  advance(
    elapsedMs: number,
    now: number,
    read: (point: string) => PointValue,
  ): readonly FaultChange["phase"][] {
    const phases: FaultChange["phase"][] = [];
    if (this.#fault !== undefined && elapsedMs >= (this.#occurrence?.endMs ?? Infinity)) {
      this.#fault = undefined;
      phases.push("end");
    }
    if (this.#fault === undefined && elapsedMs >= nextBegin(this.plan.timing, this.#occurrence)) {
      const occurrence = occurrenceAt(this.plan.timing, elapsedMs);
      if (occurrence !== undefined) {
        this.#occurrence = occurrence;
        this.#since = now;
        const random = this.#random.fork(`${occurrence.number}`);
        this.#fault = this.plan.begin({ random, since: now, read });
        phases.push("begin");
      }
    }
    return phases;
  }
}
