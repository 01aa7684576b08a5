// What the gateway knows about its own clock. The host's time comes with every acknowledgement, that of NTP now
// and then; a step of the wall clock against the monotonic one is seen without either. Pure: the caller records
// what it says.
import type { ClockRecord, ClockState } from "#contracts/record.ts";
import type { Clock } from "#contracts/time.ts";

/** Within this of every source, ms, the gateway's clock counts as synchronised, unless configured otherwise. */
const defaultMaxOffsetMs = 1_000;
/** The wall clock moved this much more or less than monotonic time, ms: somebody set it. */
export const stepMs = 1_000;
/**
 * The way from host to gateway only ever adds to the apparent offset, so the least of the last few is
 * the best estimate; one late message then does not change the state.
 */
const keptOffsets = 5;
/** What a source said longer ago counts no more; time servers are asked every quarter of an hour. */
const staleMs = 3_600_000;

const clockReferences = ["host", "ntp"] as const;
export type ClockReference = (typeof clockReferences)[number];

export type ClockSource = {
  readonly reference: ClockReference;
  /** Gateway time minus reference time, ms. */
  readonly offsetMs: number;
};

export class ClockTracker {
  readonly #clock: Clock;
  readonly #maxOffsetMs: number;
  readonly #sources = new Map<ClockReference, { offsetMs: number; at: number }>();
  /** Wall minus monotonic time when last looked at, ms. */
  #base: number;
  #hostOffsets: number[] = [];
  #state: ClockState;
  #offsetMs = 0;

  /** @param recorded the state that the log last recorded */
  constructor(clock: Clock, recorded: ClockState, maxOffsetMs = defaultMaxOffsetMs) {
    this.#clock = clock;
    this.#maxOffsetMs = maxOffsetMs;
    this.#base = clock.now() - clock.monotonic();
    this.#state = recorded;
  }

  get state(): ClockState {
    return this.#state;
  }
  /** Gateway time minus reference time, ms, by the source that is furthest off; 0 while unknown. */
  get offsetMs(): number {
    return this.#offsetMs;
  }
  get maxOffsetMs(): number {
    return this.#maxOffsetMs;
  }

  /** What each source said last, of those that count. */
  sources(): readonly ClockSource[] {
    const oldest = this.#clock.monotonic() - staleMs;
    return clockReferences.flatMap((reference) => {
      const said = this.#sources.get(reference);
      return said === undefined || said.at < oldest ? [] : [{ reference, offsetMs: said.offsetMs }];
    });
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

  /** Looks for a step of the wall clock, and for sources that fell silent; call it at least every few seconds. */
  observe(): ClockRecord | undefined {
    const base = this.#clock.now() - this.#clock.monotonic();
    const step = base - this.#base;
    this.#base = base;
    if (Math.abs(step) <= stepMs) return this.#forget();
    this.#hostOffsets = [];
    this.#sources.clear();
    return this.#become("stepped", Math.round(step), "monotonic");
  }

  /** Right an hour ago is not right now; found wrong stays wrong. */
  #forget(): ClockRecord | undefined {
    if (this.#state !== "synchronised" || this.sources().length > 0) return undefined;
    return this.#become("unknown", 0, "silence");
  }

  /** Host time, ms UTC, of a message that has just arrived. A step is looked for first. */
  hostTime(hostTime: number): readonly ClockRecord[] {
    const stepped = this.observe();
    this.#hostOffsets.push(Math.round(this.#clock.now() - hostTime));
    if (this.#hostOffsets.length > keptOffsets) this.#hostOffsets.shift();
    // Delays make the estimate larger, never smaller.
    return this.#measured("host", Math.min(...this.#hostOffsets), stepped);
  }

  /** Gateway time minus that of the time servers, ms, measured just now. */
  ntpOffset(offsetMs: number): readonly ClockRecord[] {
    return this.#measured("ntp", Math.round(offsetMs), this.observe());
  }

  /** Every source has to agree: a clock that one of them finds wrong is not proven right. */
  #measured(
    reference: ClockReference,
    offsetMs: number,
    stepped: ClockRecord | undefined,
  ): readonly ClockRecord[] {
    this.#sources.set(reference, { offsetMs, at: this.#clock.monotonic() });
    const [worst = { reference, offsetMs }] = this.sources().toSorted(
      (a, b) => Math.abs(b.offsetMs) - Math.abs(a.offsetMs),
    );
    const good = Math.abs(worst.offsetMs) <= this.#maxOffsetMs;
    const state = good ? "synchronised" : "unsynchronised";
    const changed = this.#become(state, worst.offsetMs, worst.reference);
    return [stepped, changed].filter((record) => record !== undefined);
  }
}
