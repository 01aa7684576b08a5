// The host's time in the browser: the newest host time heard, carried on by a monotonic clock.
// Ages are counted against it; a wrong clock of the browser never makes a value look fresh or old.

export class HostClock {
  readonly #monotonic: () => number;
  #hostTime: number | undefined;
  #heardAt = 0;

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  hear(hostTime: number): void {
    this.#hostTime = hostTime;
    this.#heardAt = this.#monotonic();
  }

  /** ms UTC; undefined before the host was first heard. */
  now(): number | undefined {
    if (this.#hostTime === undefined) return undefined;
    return this.#hostTime + (this.#monotonic() - this.#heardAt);
  }
}
