// Which sequences of one log fall into a stretch of gateway time, how far its clock was off, and how early
// records arrived. Kept per second for a day and per minute before that; answers are rounded outward to those.
import { type Arrival, clockDriftPerMille } from "./clock-drift.ts";

type Bucket = { from: number; to: number; offsetMs: number | null; earliest: Arrival | null };

const secondMs = 1_000;
const minuteMs = 60_000;
const fineMs = 86_400_000;

export class TimeIndex {
  readonly #seconds = new Map<number, Bucket>();
  readonly #minutes = new Map<number, Bucket>();
  #newest = Number.NEGATIVE_INFINITY;
  #lastSecond: { at: number; bucket: Bucket } | undefined;

  /** A record's sequence at its gateway time. @param arrivedAt host time, ms UTC; null for a resend. */
  add(sequence: number, gatewayTime: number, arrivedAt: number | null): void {
    const bucket = this.#bucket(gatewayTime);
    if (sequence < bucket.from) bucket.from = sequence;
    if (sequence >= bucket.to) bucket.to = sequence + 1;
    if (arrivedAt === null) return;
    const delayMs = arrivedAt - gatewayTime;
    if (bucket.earliest === null || delayMs < bucket.earliest.delayMs) {
      bucket.earliest = { at: gatewayTime, delayMs };
    }
  }

  /** The gateway's clock differed from the host's by this much. */
  addOffset(offsetMs: number, gatewayTime: number): void {
    const bucket = this.#bucket(gatewayTime);
    bucket.offsetMs = Math.max(bucket.offsetMs ?? 0, Math.abs(offsetMs));
  }

  /** Times in [from, to), ms UTC. */
  window(from: number, to: number) {
    const found = emptyBucket();
    const arrivals: Arrival[] = [];
    const collect = (buckets: ReadonlyMap<number, Bucket>, width: number) => {
      for (const [at, bucket] of buckets) {
        if (at * width >= to || (at + 1) * width <= from) continue;
        merge(found, bucket);
        if (bucket.earliest !== null) arrivals.push(bucket.earliest);
      }
    };
    collect(this.#seconds, secondMs);
    collect(this.#minutes, minuteMs);
    const range = found.from < found.to ? { from: found.from, to: found.to } : null;
    return {
      range,
      clockOffsetMs: found.offsetMs,
      clockDriftPerMille: clockDriftPerMille(arrivals),
    };
  }

  #bucket(time: number): Bucket {
    const at = Math.floor(time / secondMs);
    if (this.#lastSecond?.at === at) return this.#lastSecond.bucket;
    let bucket = this.#seconds.get(at);
    if (bucket === undefined) {
      bucket = emptyBucket();
      this.#seconds.set(at, bucket);
      this.#newest = Math.max(this.#newest, at);
      if (this.#seconds.size > (2 * fineMs) / secondMs) this.#coarsen();
    }
    this.#lastSecond = { at, bucket };
    return bucket;
  }

  #coarsen(): void {
    this.#lastSecond = undefined;
    const oldest = this.#newest - fineMs / secondMs;
    for (const [at, bucket] of this.#seconds) {
      if (at >= oldest) continue;
      const minute = Math.floor((at * secondMs) / minuteMs);
      const known = this.#minutes.get(minute);
      if (known === undefined) this.#minutes.set(minute, bucket);
      else merge(known, bucket);
      this.#seconds.delete(at);
    }
  }
}

function emptyBucket(): Bucket {
  return { from: Number.POSITIVE_INFINITY, to: 0, offsetMs: null, earliest: null };
}

function merge(into: Bucket, bucket: Bucket): void {
  into.from = Math.min(into.from, bucket.from);
  into.to = Math.max(into.to, bucket.to);
  if (bucket.offsetMs !== null) into.offsetMs = Math.max(into.offsetMs ?? 0, bucket.offsetMs);
  const { earliest } = bucket;
  if (
    earliest !== null &&
    !((into.earliest?.delayMs ?? Number.POSITIVE_INFINITY) <= earliest.delayMs)
  ) {
    into.earliest = earliest;
  }
}
