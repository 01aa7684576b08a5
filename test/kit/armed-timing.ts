// When a fault acts, decided while its plant runs.
import type { FaultTiming } from "#simulators/faults/fault-timing.ts";

/** How often a fault that waits looks whether it may begin. */
const lookMs = 100;

/** Begins when it is armed, which nobody knows before. @param elapsed ms since the start of the run */
export class ArmedTiming implements FaultTiming {
  readonly forMs: number;
  #armed = false;
  readonly #elapsed: () => number;
  #beginMs = Number.NaN;

  constructor(forMs: number, elapsed: () => number) {
    this.forMs = forMs;
    this.#elapsed = elapsed;
  }

  get afterMs(): number {
    if (!this.#armed) return this.#elapsed() + lookMs;
    if (Number.isNaN(this.#beginMs)) this.#beginMs = this.#elapsed() + lookMs;
    return this.#beginMs;
  }

  get armed(): boolean {
    return this.#armed;
  }

  arm(): void {
    this.#armed = true;
  }
}
