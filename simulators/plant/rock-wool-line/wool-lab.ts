// The laboratory: specimens of the board that leaves the saw, tested by hand hours apart, written down later
// (class LAB, domain reference X7). Values come from what the process really did, with the error of the test.

import type { EventBook } from "../plant-events.ts";
import type { Random } from "../random.ts";
import { FIBRE_YIELD } from "./spinner.ts";

const HOUR_MS = 3_600_000;

/** What a specimen remembers. */
export interface WoolSpecimen {
  readonly order: string | null;
  /** Binder, % of fibre. */
  readonly loi: number;
  readonly densityKgM3: number;
  readonly fibreShare: number;
  readonly acidity: number;
  readonly coreC: number;
  /** Water repellent, share of fibre. */
  readonly repellent: number;
}

interface LabTest {
  readonly test: string;
  readonly unit: string;
  readonly decimals: number;
  /** Standard deviation of the test, in its unit. */
  readonly sigma: number;
  readonly value: (specimen: WoolSpecimen) => number;
}

/** Shot above 0.25 mm: most of what is not fibrised falls out, a part stays in the mat. */
function shotOf({ fibreShare }: WoolSpecimen): number {
  return Math.max(4 + 60 * (FIBRE_YIELD - fibreShare), 1);
}

/** Cured binder of 3.5 % at 199 °C is 1. */
function bondOf({ loi, coreC }: WoolSpecimen): number {
  return (loi / 3.5) * Math.min(Math.max((coreC - 150) / 45, 0), 1.05);
}

const every4h: readonly LabTest[] = [
  { test: "loi", unit: "P1", decimals: 2, sigma: 0.05, value: ({ loi }) => loi },
  { test: "shot", unit: "P1", decimals: 1, sigma: 0.3, value: shotOf },
  { test: "density", unit: "KMQ", decimals: 1, sigma: 0.8, value: (one) => one.densityKgM3 },
  { test: "acidity", unit: "C62", decimals: 2, sigma: 0.015, value: ({ acidity }) => acidity },
];
const every12h: readonly LabTest[] = [
  {
    test: "lambda",
    unit: "D53",
    decimals: 4,
    sigma: 0.0002,
    value: (one) => 0.0352 + 0.0001 * (shotOf(one) - 4) + 0.00003 * Math.abs(one.densityKgM3 - 110),
  },
  {
    test: "tensile",
    unit: "KPA",
    decimals: 1,
    sigma: 0.5,
    value: (one) => 12 * (one.densityKgM3 / 140) * bondOf(one),
  },
  {
    test: "water-absorption",
    unit: "28",
    decimals: 2,
    sigma: 0.02,
    value: ({ repellent }) => 0.25 + 0.35 * Math.max(0.0035 / Math.max(repellent, 5e-4) - 1, 0),
  },
];

interface Round {
  readonly tests: readonly LabTest[];
  readonly everyH: number;
  readonly resultH: readonly [number, number];
  dueMs: number;
}

interface Result {
  readonly takenAt: number;
  readonly writtenAt: number;
  readonly order: string | null;
  readonly test: string;
  readonly value: number;
  readonly unit: string;
}

export class WoolLab {
  readonly #random: Random;
  readonly #events: EventBook;
  readonly #rounds: readonly Round[];
  /** At most a day of results: seven tests, six times. */
  #waiting: Result[] = [];

  constructor(random: Random, events: EventBook) {
    this.#random = random;
    this.#events = events;
    this.#rounds = [
      {
        tests: every4h,
        everyH: 4,
        resultH: [0.8, 2],
        dueMs: random.between(0.3, 3.5) * HOUR_MS,
      },
      {
        tests: every12h,
        everyH: 12,
        resultH: [2, 6],
        dueMs: random.between(0.5, 8) * HOUR_MS,
      },
    ];
  }

  /** @param specimen of the board at the saw; undefined while none is cut. */
  step(dtMs: number, now: number, specimen: (() => WoolSpecimen) | undefined): void {
    for (const round of this.#rounds) {
      round.dueMs -= dtMs;
      if (round.dueMs <= 0 && specimen !== undefined) this.#take(round, now, specimen());
    }
    if (this.#waiting.some(({ writtenAt }) => writtenAt <= now)) this.#write(now);
  }

  #take(round: Round, now: number, specimen: WoolSpecimen): void {
    round.dueMs = (round.everyH + this.#random.between(-0.4, 0.4)) * HOUR_MS;
    const writtenAt = now + this.#random.between(...round.resultH) * HOUR_MS;
    for (const { test, unit, decimals, sigma, value } of round.tests) {
      const scale = 10 ** decimals;
      const seen = value(specimen) + sigma * this.#random.normal();
      const shown = Math.round(seen * scale) / scale;
      const { order } = specimen;
      this.#waiting.push({ takenAt: now, writtenAt, order, test, value: shown, unit });
    }
  }

  #write(now: number): void {
    for (const { writtenAt, ...result } of this.#waiting) {
      if (writtenAt <= now) this.#events.write({ kind: "lab-sample", ...result });
    }
    this.#waiting = this.#waiting.filter(({ writtenAt }) => writtenAt > now);
  }
}
