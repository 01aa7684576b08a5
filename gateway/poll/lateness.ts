// How late scans begin, counted in buckets since the start: "every scan on time" as a number.

/** Upper bounds, ms, of every bucket but the last. */
export const latenessBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000] as const;

export type LatenessStatus = {
  /** Scans that began. */
  readonly count: number;
  /** ms, together. */
  readonly sum: number;
  /** ms; the upper bound of the bucket, or the longest if that is less. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Scans up to each of latenessBounds, not cumulated; one more for those later than all. */
  readonly buckets: readonly number[];
};

export class Lateness {
  readonly #buckets = new Float64Array(latenessBounds.length + 1);
  #count = 0;
  #sum = 0;
  #max = 0;

  /** @param ms after the scan was due; less than 0 counts as 0 */
  add(ms: number): void {
    const late = Math.max(0, ms);
    let bucket = 0;
    while (bucket < latenessBounds.length && late > (latenessBounds[bucket] ?? 0)) bucket += 1;
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sum += late;
    if (late > this.#max) this.#max = late;
  }

  describe(): LatenessStatus {
    return {
      count: this.#count,
      sum: this.#sum,
      p50: this.#percentile(0.5),
      p99: this.#percentile(0.99),
      max: this.#max,
      buckets: [...this.#buckets],
    };
  }

  #percentile(share: number): number {
    let below = 0;
    for (const [bucket, count] of this.#buckets.entries()) {
      below += count;
      if (below >= share * this.#count)
        return Math.min(latenessBounds[bucket] ?? this.#max, this.#max);
    }
    return this.#max;
  }
}
