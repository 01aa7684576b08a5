// A roller conveyor between two stations: first in, first out. A part can be taken only after it has
// travelled, so station times of a part are ordered with at least the conveying time (F3).

import type { Part } from "./part.ts";

type Conveyed = { readonly part: Part; readonly readyAtMs: number };

export class PartBuffer {
  readonly #conveyMs: number;
  readonly #queue: Conveyed[] = [];
  #nowMs = 0;

  /** @param waiting parts that stand at the far end already. */
  constructor(conveyMs: number, waiting: readonly Part[]) {
    this.#conveyMs = conveyMs;
    for (const part of waiting) this.#queue.push({ part, readyAtMs: 0 });
  }

  /** Parts on the conveyor, those still travelling included. */
  level(): number {
    return this.#queue.length;
  }

  step(dtMs: number): void {
    this.#nowMs += dtMs;
  }

  put(part: Part): void {
    this.#queue.push({ part, readyAtMs: this.#nowMs + this.#conveyMs });
  }

  /** The first part that has arrived, or undefined. */
  take(): Part | undefined {
    const first = this.#queue[0];
    if (first === undefined || first.readyAtMs > this.#nowMs) return undefined;
    this.#queue.shift();
    return first.part;
  }
}

/** People feed faster when much is waiting and slower when little is: factor on the time per part. */
export function paceFactor(level: number): number {
  return Math.min(Math.max(16 / Math.max(level, 1), 0.7), 1.7);
}
