// Something that takes its time from one place to another: chips in a drum, a mat on a belt. What is put
// in now comes out after a fixed amount of movement: millimetres of a belt (it stands when the belt
// stands), or milliseconds where the carrier never stops. What went in comes out, neither more nor less.

export class TransportLine {
  readonly #bins: Float64Array;
  readonly #binSize: number;
  #head = 0;
  /** Movement since the newest bin was begun. */
  #moved = 0;

  /**
   * @param length of the way, in millimetres or milliseconds; `binSize` in the same unit.
   * @param initial what lies on the whole line at the beginning.
   */
  constructor(length: number, binSize: number, initial: number) {
    this.#bins = new Float64Array(Math.max(1, Math.round(length / binSize)) + 1).fill(initial);
    this.#binSize = binSize;
  }

  /** Moves on by `amount`, laying `value` on what comes in. */
  advance(amount: number, value: number): void {
    this.#bins[this.#head] = value;
    this.#moved += amount;
    while (this.#moved >= this.#binSize) {
      this.#moved -= this.#binSize;
      this.#head = (this.#head + 1) % this.#bins.length;
      this.#bins[this.#head] = value;
    }
  }

  /** What lies `share` of the way along: 0 at the entry, 1 at the exit. */
  at(share: number): number {
    const { length } = this.#bins;
    const back = Math.min(Math.round(share * (length - 1)), length - 1);
    return this.#bins[(this.#head - back + length) % length] ?? 0;
  }

  exit(): number {
    return this.at(1);
  }
}
