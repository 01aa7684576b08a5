// Scans of one signal in one hour → its fact (docs/formats/fact.md). The one place where facts are
// computed: live, at sealing and in verify, so that results agree to the byte.
import { DistinctValues } from "./distinct-values.ts";
import { DurationBuckets } from "./duration-buckets.ts";
import { type Fact, hourMs, type StateInterval } from "./fact.ts";
import type { signalClasses } from "./line-model.ts";
import { type Flag, isGood } from "./quality.ts";
import { RunningMoments } from "./running-moments.ts";
import { StateIntervals } from "./state-intervals.ts";
import { toPlainNumber, type Value, type ValueKind } from "./value.ts";

/** What one scan said of one signal; for a scan that read it again unchanged, what is carried forward. */
export type FactScan = {
  /** The same for all samples of one scan, another for the next scan of the feed. */
  readonly sequence: number;
  /** Place of the sample in its record; for an unchanged scan 0. */
  readonly ordinal: number;
  /** ms UTC; decides the hour. */
  readonly gatewayTime: number;
  /** ms UTC; for an unchanged scan its gateway time. */
  readonly sourceTime: number;
  readonly ingestTime: number;
  readonly kind: ValueKind;
  readonly value: Value;
  readonly status: number;
  readonly flag: Flag;
  /** Read again unchanged. */
  readonly unchanged: boolean;
};

export type FactOptions = {
  readonly site: string;
  readonly equipment: string;
  readonly signal: string;
  /** Start of the hour, ms UTC. */
  readonly hour: number;
  readonly signalClass: (typeof signalClasses)[number];
  /** Scheduled time within the hour, ms. */
  readonly scheduledMs: number;
  /** Scan interval of the signal's scan group, ms. */
  readonly intervalMs: number;
};

/** Arrival later than this after its gateway time is late, ms. */
export const lateAfterMs = 600_000;
const maxDistinct = 4096;

export class FactAccumulator {
  readonly #options: FactOptions;
  readonly #moments = new RunningMoments();
  readonly #latency = new DurationBuckets();
  readonly #age = new DurationBuckets();
  readonly #states: StateIntervals | null;
  readonly #values = new DistinctValues(maxDistinct);
  readonly #byFlag = { N: 0, F: 0, M: 0, S: 0, D: 0, C: 0, T: 0, B: 0 };
  readonly #valid = new Uint8Array(60);
  readonly #fresh = new Uint8Array(60);
  /** NaN where a minute has no good number. */
  readonly #minuteMin = new Float64Array(60).fill(Number.NaN);
  readonly #minuteMax = new Float64Array(60).fill(Number.NaN);
  #received = 0;
  #good = 0;
  #late = 0;
  #run = 0;
  #longestRun = 0;
  #lastKey: Value = null;
  #lastGoodTime: number;
  #largestGap = 0;
  #lastSequence = -1;
  #lastFlag: Flag = "N";
  #lastGoodSequence = -1;

  constructor(options: FactOptions) {
    this.#options = options;
    this.#lastGoodTime = options.hour;
    const { signalClass } = options;
    this.#states =
      signalClass === "ST" || signalClass === "BOOL"
        ? new StateIntervals(options.intervalMs)
        : null;
  }

  /**
   * Takes the next scan, in order of the fact's feed (docs/formats/fact.md).
   * Throws RangeError when its gateway time is in another hour.
   */
  add(scan: FactScan): void {
    const minute = Math.floor((scan.gatewayTime - this.#options.hour) / 60_000);
    if (!(minute >= 0 && minute < 60)) {
      throw new RangeError(`${scan.gatewayTime} is not in the hour ${this.#options.hour}`);
    }
    this.#count(scan);
    if (!scan.unchanged) this.#age.add(scan.gatewayTime - scan.sourceTime);
    // A null says that nothing was read, whatever its status.
    if (isGood(scan.status) && scan.value !== null) this.#addGood(scan, minute);
    else this.#states?.interrupt();
  }

  /** Per scan, not per sample: several samples of one scan count once, the last one's flag stands. */
  #count(scan: FactScan): void {
    if (scan.sequence === this.#lastSequence) this.#byFlag[this.#lastFlag] -= 1;
    else {
      this.#received += 1;
      const delay = scan.ingestTime - scan.gatewayTime;
      this.#latency.add(delay);
      if (delay > lateAfterMs) this.#late += 1;
    }
    this.#byFlag[scan.flag] += 1;
    this.#lastFlag = scan.flag;
    this.#lastSequence = scan.sequence;
  }

  #addGood(scan: FactScan, minute: number): void {
    if (scan.sequence !== this.#lastGoodSequence) this.#good += 1;
    this.#lastGoodSequence = scan.sequence;

    const key = keyOf(scan.value);
    if (this.#run > 0 && sameKey(key, this.#lastKey)) this.#run += 1;
    else {
      this.#run = 1;
      this.#values.add(key);
    }
    this.#lastKey = key;
    if (this.#run > this.#longestRun) this.#longestRun = this.#run;

    const time = scan.gatewayTime;
    if (time > this.#lastGoodTime) {
      this.#largestGap = Math.max(this.#largestGap, time - this.#lastGoodTime);
      this.#lastGoodTime = time;
    }
    this.#valid[minute] = 1;
    const fresh = Math.floor((scan.sourceTime - this.#options.hour) / 60_000);
    if (fresh >= 0 && fresh < 60) this.#fresh[fresh] = 1;

    const number = toPlainNumber(scan.value);
    if (number === null || !Number.isFinite(number)) return;
    this.#moments.add(number);
    const x = number + 0;
    // A comparison with NaN is false: the first number of a minute passes both.
    if (!((this.#minuteMin[minute] ?? 0) <= x)) this.#minuteMin[minute] = x;
    if (!((this.#minuteMax[minute] ?? 0) >= x)) this.#minuteMax[minute] = x;
    this.#states?.add(time, x);
  }

  /** The fact of what was fed so far; may be called again after more. */
  finish(revision: number): Fact {
    const { site, equipment, signal, hour, scheduledMs, intervalMs } = this.#options;
    const end = hour + hourMs;
    const states: readonly StateInterval[] = this.#states?.intervals(end) ?? [];
    return {
      site,
      equipment,
      signal,
      hour,
      revision,
      scheduledMs,
      expected: Math.floor(scheduledMs / intervalMs),
      received: this.#received,
      good: this.#good,
      byFlag: { ...this.#byFlag },
      distinct: this.#values.size,
      longestEqualRun: this.#longestRun,
      largestGapMs: Math.max(this.#largestGap, end - this.#lastGoodTime),
      ...this.#moments.result(),
      late: this.#late,
      latency: this.#latency.spread(),
      age: this.#age.spread(),
      validMinutes: minuteMask(this.#valid),
      freshMinutes: minuteMask(this.#fresh),
      states,
      minuteMin: Array.from(this.#minuteMin, noneForNaN),
      minuteMax: Array.from(this.#minuteMax, noneForNaN),
    };
  }
}

function noneForNaN(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Bytes compare by their content; no string of a good sample begins with this prefix by chance alone. */
function keyOf(value: Value): Value {
  return value instanceof Uint8Array ? `\u0000bytes\u0000${value.join(",")}` : value;
}

/** As a Set compares: one NaN, and −0 is 0. */
function sameKey(a: Value, b: Value): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

/** 60 minutes as 15 hex digits, minute 0 the highest bit. */
function minuteMask(minutes: Uint8Array): string {
  let mask = "";
  for (let at = 0; at < 60; at += 4) {
    let digit = 0;
    for (let i = 0; i < 4; i++) digit = digit * 2 + (minutes[at + i] ?? 0);
    mask += digit.toString(16);
  }
  return mask;
}
