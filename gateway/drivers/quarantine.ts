// Addresses that a unit refuses (exceptions 01, 02, 03): set aside so that their neighbours keep their
// cycle, and asked again, one by one, after a growing pause.
import type { Clock } from "#contracts/time.ts";
import type { PlannedItem } from "./modbus-plan.ts";

const firstPauseMs = 30_000;
const maxPauseMs = 600_000;

type Held = {
  readonly item: PlannedItem;
  readonly status: number;
  /** ms UTC. */
  readonly askedAt: number;
  readonly pauseMs: number;
  readonly retryAt: number;
};

export class Quarantine {
  readonly #clock: Clock;
  readonly #held = new Map<number, Held>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hold(item: PlannedItem, code: number): void {
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
  release(item: PlannedItem): void {
    if (!this.#held.delete(item.index)) return;
    const now = this.#clock.monotonic();
    for (const [index, held] of this.#held) this.#held.set(index, { ...held, retryAt: now });
  }

  has(item: PlannedItem): boolean {
    return this.#held.has(item.index);
  }

  values(): Iterable<Held> {
    return this.#held.values();
  }

  /** One address whose pause is over. */
  due(): PlannedItem | undefined {
    const now = this.#clock.monotonic();
    for (const { item, retryAt } of this.#held.values()) if (now >= retryAt) return item;
    return undefined;
  }
}
