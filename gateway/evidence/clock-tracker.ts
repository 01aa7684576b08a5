// What the gateway knows about its own clock. The host's time comes with every acknowledgement; a step of
// the wall clock against the monotonic one is seen without any host. Pure: the caller records what it says.

import type { ClockRecord, ClockState } from "#contracts/record.ts";
import type { Clock } from "#contracts/time.ts";

/** Within this of the host's clock, ms, the gateway's counts as synchronised. */
export const synchronisedWithinMs = 2_000;
/** The wall clock moved this much more or less than monotonic time, ms: somebody set it. */
export const stepMs = 1_000;
/**
 * The way from host to gateway only ever adds to the apparent offset, so the least of the last few is
 * the best estimate; one late message then does not change the state.
 */
const keptOffsets = 5;

export class ClockTracker {
  readonly #clock: Clock;
  /** Wall minus monotonic time when last looked at, ms. */
  #base: number;
  #offsets: number[] = [];
  #state: ClockState;
  #offsetMs = 0;

  /** @param recorded the state that the log last recorded */
  constructor(clock: Clock, recorded: ClockState) {
    this.#clock = clock;
    this.#base = clock.now() - clock.monotonic();
    this.#state = recorded;
  }

  get state(): ClockState {
    return this.#state;
  }
  /** Gateway time minus reference time, ms; 0 while unknown. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  #become(state: ClockState, offsetMs: number, reference: string): ClockRecord | undefined {
    this.#offsetMs = offsetMs;
    if (state === this.#state && state !== "stepped") return undefined;
    this.#state = state;
    return { kind: "clock", gatewayTime: this.#clock.now(), state, offsetMs, reference };
  }

  /** A new process knows nothing yet: a record when the log says otherwise. */
  start(): ClockRecord | undefined {
    return this.#become("unknown", 0, "start");
  }

  /** Looks for a step of the wall clock; call it at least every few seconds. */
  observe(): ClockRecord | undefined {
    const base = this.#clock.now() - this.#clock.monotonic();
    const step = base - this.#base;
    this.#base = base;
    if (Math.abs(step) <= stepMs) return undefined;
    this.#offsets = [];
    return this.#become("stepped", Math.round(step), "monotonic");
  }

  /** Host time, ms UTC, of a message that has just arrived. A step is looked for first. */
  hostTime(hostTime: number): readonly ClockRecord[] {
    const stepped = this.observe();
    this.#offsets.push(Math.round(this.#clock.now() - hostTime));
    if (this.#offsets.length > keptOffsets) this.#offsets.shift();
    // Delays make the estimate larger, never smaller.
    const offset = Math.min(...this.#offsets);
    const good = Math.abs(offset) <= synchronisedWithinMs;
    const changed = this.#become(good ? "synchronised" : "unsynchronised", offset, "host");
    return [stepped, changed].filter((record) => record !== undefined);
  }
}
