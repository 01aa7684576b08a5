// Addresses that a device refuses (Modbus exceptions 01, 02, 03; OPC UA nodes that are not there): set aside
// so that their neighbours keep their cycle, and asked again after a growing pause.
import type { Clock } from "#contracts/time.ts";

const firstPauseMs = 30_000;
const maxPauseMs = 600_000;

/** One address of a plan; `index` is its place in the caller's list. */
type Item = { readonly index: number };

type Held<T extends Item> = {
  readonly item: T;
  readonly status: number;
  /** ms UTC. */
  readonly askedAt: number;
  readonly pauseMs: number;
  readonly retryAt: number;
};

export class Quarantine<T extends Item> {
  readonly #clock: Clock;
  readonly #held = new Map<number, Held<T>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hold(item: T, code: number): void {
    const before = this.#held.get(item.index);
    const pauseMs = before === undefined ? firstPauseMs : Math.min(before.pauseMs * 2, maxPauseMs);
    this.#held.set(item.index, {
      item,
      status: code,
      askedAt: this.#clock.now(),
      pauseMs,
      retryAt: this.#clock.monotonic() + pauseMs,
    });
  }

  /** What came back is rarely alone: the others are due at once. */
  release(item: T): void {
    if (!this.#held.delete(item.index)) return;
    const now = this.#clock.monotonic();
    for (const [index, held] of this.#held) this.#held.set(index, { ...held, retryAt: now });
  }

  has(item: T): boolean {
    return this.#held.has(item.index);
  }

  /** Monotonic ms; undefined: it is not set aside. */
  retryAt(item: T): number | undefined {
    return this.#held.get(item.index)?.retryAt;
  }

  values(): Iterable<Held<T>> {
    return this.#held.values();
  }

  /** One address whose pause is over. */
  due(): T | undefined {
    return this.allDue()[0];
  }

  allDue(): readonly T[] {
    const now = this.#clock.monotonic();
    return [...this.#held.values()].flatMap(({ item, retryAt }) => (now >= retryAt ? [item] : []));
  }
}
