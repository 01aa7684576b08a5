// Rebirths that may be answered at once. A host asks rarely; a flood must not turn the gateway into a
// generator of births, so beyond a few the answer waits.

const burst = 3;
/** One more becomes free in so many ms. */
const rebirthEveryMs = 1_000;

export class RebirthLimit {
  #free = burst;
  #at = 0;

  /** Takes one; false when none is free now. @param at monotonic ms */
  take(at: number): boolean {
    this.#free = Math.min(burst, this.#free + Math.max(0, at - this.#at) / rebirthEveryMs);
    this.#at = at;
    if (this.#free < 1) return false;
    this.#free -= 1;
    return true;
  }
}
