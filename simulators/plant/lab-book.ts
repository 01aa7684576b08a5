// The laboratory's book: specimens are taken hours apart while the line produces, and what a test gives is
// written down when it is done. Values come from what the line really was at the time of the specimen
// (domain reference, X7: a low rate, never a signal).

import type { EventBook } from "./plant-events.ts";
import type { Random } from "./random.ts";

export interface LabTest {
  readonly test: string;
  readonly value: number;
  /** UNECE code, or the unit as written where it has none. */
  readonly unit: string;
  /** From the specimen to the entry. */
  readonly minutes: number;
}

export interface LabBookOptions {
  readonly random: Random;
  readonly events: EventBook;
  /** Wall clock at the end of the step, ms since the epoch. */
  readonly now: () => number;
  /** Shortest and longest time between two specimens. */
  readonly hours: readonly [number, number];
}

interface Entry extends LabTest {
  readonly order: string | null;
  readonly takenAt: number;
  readonly dueAt: number;
}

const HOUR_MS = 3_600_000;

export class LabBook {
  readonly #options: LabBookOptions;
  #due: readonly Entry[] = [];
  #untilNextMs: number;

  constructor(options: LabBookOptions) {
    this.#options = options;
    this.#untilNextMs = options.random.between(0.3, options.hours[1]) * HOUR_MS;
  }

  /** @param specimen the tests of one specimen of now; asked for only when one is taken. */
  step(
    dtMs: number,
    producing: boolean,
    order: string | null,
    specimen: () => readonly LabTest[],
  ): void {
    if (this.#due.length > 0) this.#write();
    this.#untilNextMs -= dtMs;
    if (this.#untilNextMs > 0 || !producing) return;
    const { random, hours, now } = this.#options;
    this.#untilNextMs = random.between(...hours) * HOUR_MS;
    const takenAt = now();
    const entries = specimen().map((test) => ({
      ...test,
      order,
      takenAt,
      dueAt: takenAt + test.minutes * 60_000 * random.between(0.85, 1.3),
    }));
    this.#due = [...this.#due, ...entries];
  }

  #write(): void {
    const now = this.#options.now();
    const done = this.#due.filter(({ dueAt }) => dueAt <= now);
    if (done.length === 0) return;
    this.#due = this.#due.filter(({ dueAt }) => dueAt > now);
    for (const { order, test, value, unit, takenAt } of done) {
      this.#options.events.write({ kind: "lab-sample", order, test, value, unit, takenAt });
    }
  }
}
