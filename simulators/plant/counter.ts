// A production counter of a controller: it counts whole units, keeps what is begun, survives a power
// cut, and rolls over where its 32 bits end.

import type { Retaining } from "./point-table.ts";

const ROLLOVER = 2 ** 32;

export class Counter {
  #exact: number;

  /** @param start what it shows at the first start. */
  constructor(start: number) {
    this.#exact = Math.floor(start);
  }

  /** Whole units, 0 … 2³² − 1. */
  value(): number {
    return Math.floor(this.#exact) % ROLLOVER;
  }

  /** With the part that is not complete. */
  exact(): number {
    return this.#exact;
  }

  /** Never negative; returns the whole units that became complete. */
  add(amount: number): number {
    const before = Math.floor(this.#exact);
    this.#exact += amount;
    return Math.floor(this.#exact) - before;
  }

  restore(exact: number | undefined): void {
    if (exact !== undefined) this.#exact = exact;
  }
}

/** The counters of a station as a controller keeps them, each under its name. */
export function keepCounters(counters: Readonly<Record<string, Counter>>): Retaining {
  const entries = Object.entries(counters);
  return {
    retained: () => Object.fromEntries(entries.map(([name, counter]) => [name, counter.exact()])),
    restore: (kept) => {
      for (const [name, counter] of entries) counter.restore(kept[name]);
    },
  };
}
