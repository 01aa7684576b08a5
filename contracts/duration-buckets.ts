// Order statistics of durations from fixed logarithmic buckets: 8 per octave, exact below 16 ms,
// at most 12.5 % wide. Whole numbers only, so that every machine gets the same.
import type { Spread } from "./fact.ts";

/** Largest duration of the bucket of a whole, non-negative duration, ms. */
export function bucketUpperBound(ms: number): number {
  let width = 1;
  while (ms / width >= 16) width *= 2;
  return (Math.floor(ms / width) + 1) * width - 1;
}

export class DurationBuckets {
  readonly #counts = new Map<number, { count: number }>();
  /** Successive durations mostly fall into the same bucket. */
  #lastBound = -1;
  #last = { count: 0 };
  #total = 0;
  #max = 0;

  /** Counts a duration, ms. A negative one comes from clocks that disagree and counts as 0. */
  add(ms: number): void {
    const duration = Math.max(0, Math.floor(ms));
    const bound = bucketUpperBound(duration);
    if (bound !== this.#lastBound) {
      this.#lastBound = bound;
      this.#last = this.#counts.get(bound) ?? { count: 0 };
      this.#counts.set(bound, this.#last);
    }
    this.#last.count += 1;
    this.#total += 1;
    if (duration > this.#max) this.#max = duration;
  }

  /** Nearest-rank percentiles as upper bounds of their buckets, never above max, which is exact; null without any. */
  spread(): Spread | null {
    if (this.#total === 0) return null;
    const bounds = [...this.#counts].sort((a, b) => a[0] - b[0]);
    const percentile = (percent: number): number => {
      const rank = Math.ceil((this.#total * percent) / 100);
      let count = 0;
      for (const [bound, own] of bounds) {
        count += own.count;
        if (count >= rank) return Math.min(bound, this.#max);
      }
      return this.#max;
    };
    return { p50: percentile(50), p95: percentile(95), p99: percentile(99), max: this.#max };
  }
}
