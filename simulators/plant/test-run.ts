// For tests of whole lines: runs a plant under the shared grid, takes a scan a second, and a little
// statistics over what was scanned.

import type { Plant } from "./plant.ts";
import { createRandom, type Random } from "./random.ts";
import { SharedGrid } from "./shared-grid.ts";
import { ambientAt } from "./weather.ts";
import { alwaysWork, type WorkSchedule } from "./work-schedule.ts";

export interface TestSurroundings {
  readonly random: Random;
  readonly grid: SharedGrid;
  readonly ambientC: () => number;
  readonly now: () => number;
  readonly schedule: WorkSchedule;
  readonly start: "warm" | "cold";
}

export class TestRun<P extends Plant> {
  readonly plant: P;
  readonly #grid = new SharedGrid(3);
  #now: number;

  /** @param time default: always working time, warm start. */
  constructor(
    create: (given: TestSurroundings) => P,
    seed: number,
    start: number,
    time: Partial<Pick<TestSurroundings, "schedule" | "start">> = {},
  ) {
    this.#now = start;
    this.#grid.set(start);
    this.plant = create({
      random: createRandom(seed),
      grid: this.#grid,
      ambientC: () => ambientAt(this.#now),
      now: () => this.#now,
      schedule: alwaysWork,
      start: "warm",
      ...time,
    });
  }

  now(): number {
    return this.#now;
  }

  /** One second in steps of 100 ms. */
  second(): void {
    for (let n = 0; n < 10; n += 1) {
      this.#now += 100;
      this.#grid.set(this.#now);
      this.plant.step(100);
    }
  }

  /** `seconds` scans of numeric points; states and counters among them. */
  scan(seconds: number, points: readonly string[]): Record<string, number[]> {
    const columns: [string, number[]][] = points.map((point) => [point, []]);
    for (let n = 0; n < seconds; n += 1) {
      this.second();
      for (const [point, values] of columns) values.push(Number(this.plant.value(point)));
    }
    return Object.fromEntries(columns);
  }
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Pearson's correlation of a(t) with b(t + lag). */
export function correlation(a: readonly number[], b: readonly number[], lag = 0): number {
  const from = a.slice(0, a.length - lag);
  const to = b.slice(lag);
  const [meanA, meanB] = [mean(from), mean(to)];
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  from.forEach((value, n) => {
    const [x, y] = [value - meanA, (to[n] ?? Number.NaN) - meanB];
    product += x * y;
    squaresA += x * x;
    squaresB += y * y;
  });
  return product / Math.sqrt(squaresA * squaresB);
}

/** Longest run of equal values. */
export function longestRun(values: readonly number[]): number {
  let best = 0;
  let run = 0;
  values.forEach((value, n) => {
    run = n > 0 && value === values[n - 1] ? run + 1 : 1;
    best = Math.max(best, run);
  });
  return best;
}
