// Ingest latency of recent records: durable minus gateway time, ms. Historical deliveries do not count.

const capacity = 4096;

export class LatencyWindow {
  readonly #values = new Float64Array(capacity);
  #count = 0;

  add(ms: number): void {
    this.#values[this.#count % capacity] = ms;
    this.#count += 1;
  }

  /** Percentiles by nearest rank; null before the first record. */
  percentiles(): { p50: number; p99: number } | null {
    const length = Math.min(this.#count, capacity);
    if (length === 0) return null;
    const sorted = this.#values.slice(0, length).sort();
    const rank = (share: number) => sorted[Math.ceil(share * length) - 1] ?? 0;
    return { p50: rank(0.5), p99: rank(0.99) };
  }
}
