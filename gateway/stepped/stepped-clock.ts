// A gateway's clock that is moved by hand: true time comes from outside, the wall clock may be wrong by an
// offset, monotonic time only goes on.
import type { Clock } from "#contracts/time.ts";

export class SteppedClock implements Clock {
  readonly #start: number;
  #true: number;
  #offsetMs = 0;

  /** @param start true time, ms UTC. */
  constructor(start: number) {
    this.#start = start;
    this.#true = start;
  }

  now(): number {
    return this.#true + this.#offsetMs;
  }

  monotonic(): number {
    return this.#true - this.#start;
  }

  /** Moves to this true time, ms UTC. Throws RangeError when it lies behind. */
  moveTo(trueTime: number): void {
    if (!(trueTime >= this.#true)) {
      throw new RangeError(`${trueTime} lies before ${this.#true}: time only goes on`);
    }
    this.#true = trueTime;
  }

  /** Wall clock minus true time from now on, whole ms. */
  setOffset(offsetMs: number): void {
    this.#offsetMs = Math.round(offsetMs);
  }
}
