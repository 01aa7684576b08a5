// How long to wait before the next attempt: doubling, with full jitter in the upper half so that a
// workshop of gateways does not return to a restarted broker in one instant.

export class Backoff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  readonly #random: () => number;
  #attempts = 0;

  constructor(options: { firstMs: number; longestMs: number; random: () => number }) {
    this.#firstMs = options.firstMs;
    this.#longestMs = options.longestMs;
    this.#random = options.random;
  }

  /** ms to wait now; the next wait is longer. */
  next(): number {
    const ceiling = Math.min(this.#firstMs * 2 ** this.#attempts, this.#longestMs);
    if (ceiling < this.#longestMs) this.#attempts += 1;
    return ceiling / 2 + (this.#random() * ceiling) / 2;
  }

  /** The last attempt worked. */
  reset(): void {
    this.#attempts = 0;
  }
}
