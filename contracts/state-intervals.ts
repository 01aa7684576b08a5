// Successive states of a signal as intervals. A scan vouches for its state until the next good scan,
// for two scan intervals at most: what nobody read is in no state.
import type { StateInterval } from "./fact.ts";

const maxIntervals = 600;

export class StateIntervals {
  readonly #intervalMs: number;
  readonly #closed: StateInterval[] = [];
  #open: { from: number; seen: number; value: number; interrupted: boolean } | null = null;

  /** @param intervalMs scan interval. */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** A good scan at `time`, ms UTC. A time before the last one counts as the last one. */
  add(time: number, value: number): void {
    const open = this.#open;
    if (open !== null) {
      const at = Math.max(time, open.seen);
      const vouched = open.interrupted ? open.seen : open.seen + 2 * this.#intervalMs;
      if (at <= vouched && value === open.value) {
        open.seen = at;
        open.interrupted = false;
        return;
      }
      this.#close(open, Math.min(at, vouched));
      this.#open = { from: at, seen: at, value, interrupted: false };
    } else this.#open = { from: time, seen: time, value, interrupted: false };
  }

  /** A scan that was not good: the state ends with the last good scan before it. */
  interrupt(): void {
    if (this.#open !== null) this.#open.interrupted = true;
  }

  #close(open: { from: number; value: number }, to: number): void {
    if (to > open.from && this.#closed.length < maxIntervals) {
      this.#closed.push({ from: open.from, to, value: open.value });
    }
  }

  /** All intervals so far, ascending, at most 600; the last scan vouches for one interval, to `end` at most. */
  intervals(end: number): StateInterval[] {
    const open = this.#open;
    if (open === null || this.#closed.length >= maxIntervals) return [...this.#closed];
    const to = open.interrupted ? open.seen : Math.min(end, open.seen + this.#intervalMs);
    if (to <= open.from) return [...this.#closed];
    return [...this.#closed, { from: open.from, to, value: open.value }];
  }
}
