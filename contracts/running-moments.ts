// Mean, deviation and lag-1 autocorrelation of a series in one pass, in the order it is fed.
// Invariant: the same series in the same order gives the same bits (no pairwise or parallel sums).

export class RunningMoments {
  #count = 0;
  #first = 0;
  #last = 0;
  #min = 0;
  #max = 0;
  /** Welford: mean, and sum of squared differences from it. */
  #mean = 0;
  #squares = 0;
  /** Sums of differences from the first value, and of products of neighbours: no cancellation far from 0. */
  #sum = 0;
  #products = 0;

  /** @param value finite. */
  add(value: number): void {
    // −0 is a value of its own in a record, but no number of its own.
    const x = value + 0;
    if (this.#count === 0) {
      this.#first = x;
      this.#min = x;
      this.#max = x;
    } else {
      this.#products += (this.#last - this.#first) * (x - this.#first);
      if (x < this.#min) this.#min = x;
      if (x > this.#max) this.#max = x;
    }
    this.#count += 1;
    this.#last = x;
    this.#sum += x - this.#first;
    const delta = x - this.#mean;
    this.#mean += delta / this.#count;
    this.#squares += delta * (x - this.#mean);
  }

  /** All null without a value; a result beyond the range of a double is null. sd divides by n. */
  result(): {
    min: number | null;
    max: number | null;
    mean: number | null;
    sd: number | null;
    first: number | null;
    last: number | null;
    lag1: number | null;
  } {
    if (this.#count === 0) {
      return { min: null, max: null, mean: null, sd: null, first: null, last: null, lag1: null };
    }
    return {
      min: this.#min,
      max: this.#max,
      mean: finite(this.#mean),
      sd: this.#min === this.#max ? 0 : finite(Math.sqrt(this.#squares / this.#count)),
      first: this.#first,
      last: this.#last,
      lag1: this.#lag1(),
    };
  }

  /** Σ (xᵢ − m)(xᵢ₊₁ − m) ÷ Σ (xᵢ − m)²; null below 3 values or without variance. */
  #lag1(): number | null {
    const n = this.#count;
    if (n < 3 || this.#min === this.#max || !(this.#squares > 0)) return null;
    const mean = this.#sum / n;
    // Both sums of neighbours lack one end; the first value's difference is 0.
    const neighbours = 2 * this.#sum - (this.#last - this.#first);
    const covariance = this.#products - mean * neighbours + (n - 1) * mean * mean;
    const ratio = finite(covariance / this.#squares);
    return ratio === null ? null : Math.min(1, Math.max(-1, ratio));
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
