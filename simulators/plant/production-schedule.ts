// When the hall works: heating up until the platens are hot, then runs of half an hour and more with
// pauses of some minutes between them.

import type { Random } from "./random.ts";

export type HallState = "heating" | "idle" | "running";

const MINUTE_MS = 60_000;

export class ProductionSchedule {
  readonly #random: Random;
  #state: HallState;
  #remainingMs: number;

  constructor(random: Random, start: "heating" | "running") {
    this.#random = random;
    this.#state = start;
    this.#remainingMs = this.#durationMs(start);
  }

  state(): HallState {
    return this.#state;
  }

  /** @param hot all platens are near their setpoints; ends "heating" and matters only there. */
  step(dtMs: number, hot: boolean): void {
    if (this.#state === "heating") {
      if (hot) this.#enter("running");
      return;
    }
    this.#remainingMs -= dtMs;
    if (this.#remainingMs <= 0) this.#enter(this.#state === "running" ? "idle" : "running");
  }

  #enter(state: HallState): void {
    this.#state = state;
    this.#remainingMs = this.#durationMs(state);
  }

  #durationMs(state: HallState): number {
    return state === "idle"
      ? this.#random.between(4, 10) * MINUTE_MS
      : this.#random.between(25, 50) * MINUTE_MS;
  }
}
