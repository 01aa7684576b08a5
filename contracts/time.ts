// Time comes in through constructors, so that a test can drive it.
// Every instant in Lineproof is UTC, in whole milliseconds since 1970-01-01 (no leap seconds).

export interface Clock {
  /** Wall clock, ms since the epoch, UTC. May jump. */
  now(): number;
  /** Monotonic ms; only differences mean something. Never jumps. */
  monotonic(): number;
}

/** A clock that a test moves by hand. */
export class ManualClock implements Clock {
  #now: number;
  #monotonic = 0;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** Lets time pass. */
  advance(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
  }

  /** Moves the wall clock only, as a wrong NTP step does. */
  jump(ms: number): void {
    this.#now += ms;
  }
}
