// When to acknowledge: at a birth at once, on progress or a duplicate at most every 250 ms, and every 5 s.
// Times are monotonic ms.

const progressMs = 250;
const repeatMs = 5_000;

export class Acknowledgements {
  #wanted = false;
  #lastBelow = -1;
  #last = Number.NEGATIVE_INFINITY;

  /** A birth or a duplicate: the gateway may not have heard the last one. */
  want(at: "now" | "soon"): void {
    this.#wanted = true;
    if (at === "now") this.#last = Number.NEGATIVE_INFINITY;
  }

  /** True when an acknowledgement of everything below `below` is to be sent; it counts as sent. */
  due(below: number, now: number): boolean {
    const since = now - this.#last;
    const something = this.#wanted || below !== this.#lastBelow;
    if (since < (something ? progressMs : repeatMs)) return false;
    this.#wanted = false;
    this.#lastBelow = below;
    this.#last = now;
    return true;
  }
}
