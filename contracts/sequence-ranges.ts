// A set of sequence numbers kept as disjoint half-open ranges: what a host has durably, what a gateway
// still has to send. Invariant: ranges ascend, do not touch and are never empty.

export type SequenceRange = { readonly from: number; readonly to: number };

export class SequenceRanges {
  #ranges: { from: number; to: number }[] = [];

  constructor(ranges: Iterable<SequenceRange> = []) {
    for (const range of ranges) this.add(range.from, range.to);
  }

  /** Index of the first range that ends at or after `at`. */
  #search(at: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranges[middle]?.to ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Adds [from, to). */
  add(from: number, to: number): void {
    if (to <= from) return;
    const last = this.#ranges.at(-1);
    // The usual case: the next number in order.
    if (last !== undefined && last.to === from) {
      last.to = to;
      return;
    }
    const start = this.#search(from);
    let end = start;
    let [low, high] = [from, to];
    for (
      let range = this.#ranges[end];
      range !== undefined && range.from <= to;
      range = this.#ranges[end]
    ) {
      low = Math.min(low, range.from);
      high = Math.max(high, range.to);
      end += 1;
    }
    this.#ranges.splice(start, end - start, { from: low, to: high });
  }

  /** Removes [from, to). */
  remove(from: number, to: number): void {
    if (to <= from) return;
    const kept: { from: number; to: number }[] = [];
    for (const range of this.#ranges) {
      if (range.to <= from || range.from >= to) kept.push(range);
      else {
        if (range.from < from) kept.push({ from: range.from, to: from });
        if (range.to > to) kept.push({ from: to, to: range.to });
      }
    }
    this.#ranges = kept;
  }

  has(at: number): boolean {
    const range = this.#ranges[this.#search(at + 1)];
    return range !== undefined && range.from <= at && at < range.to;
  }

  /** Ranges within [from, to) that are not in the set, ascending, at most `limit`. */
  missing(from: number, to: number, limit = Number.POSITIVE_INFINITY): SequenceRange[] {
    const found: SequenceRange[] = [];
    let at = from;
    for (let i = this.#search(from); at < to && found.length < limit; i++) {
      const range = this.#ranges[i];
      const next = range === undefined ? to : Math.min(range.from, to);
      if (next > at) found.push({ from: at, to: next });
      if (range === undefined) break;
      at = Math.max(at, range.to);
    }
    return found;
  }

  /** The first number at or after `from` that is not in the set. */
  contiguousFrom(from: number): number {
    const range = this.#ranges[this.#search(from + 1)];
    return range !== undefined && range.from <= from ? range.to : from;
  }

  get count(): number {
    return this.#ranges.reduce((sum, range) => sum + range.to - range.from, 0);
  }

  get isEmpty(): boolean {
    return this.#ranges.length === 0;
  }

  /** Lowest range, if any. */
  get first(): SequenceRange | undefined {
    return this.#ranges[0];
  }

  toArray(): SequenceRange[] {
    return this.#ranges.map(({ from, to }) => ({ from, to }));
  }
}
