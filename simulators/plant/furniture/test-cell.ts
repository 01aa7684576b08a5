// A cell under test: its own clock, grid and weather, stepped together.

import { createRandom } from "../random.ts";
import { SharedGrid } from "../shared-grid.ts";
import { alwaysWork, type WorkSchedule } from "../work-schedule.ts";
import { createFurniturePlant, type FurniturePlant } from "./furniture-plant.ts";
import type { PartIdentity } from "./order.ts";
import type { Part } from "./part.ts";

/** 11:00 in China, in the middle of a shift. */
export const START = Date.UTC(2026, 5, 10, 3);

export type TestCell = FurniturePlant & {
  readonly number: (point: string) => number;
  readonly now: () => number;
  /** Lets time pass in steps. */
  run(ms: number, each?: () => void, stepMs?: number): void;
};

export type TestCellTime = {
  readonly start?: number;
  readonly schedule?: WorkSchedule;
  readonly begin?: "warm" | "cold";
  readonly ambientC?: number;
};

export function testCell(seed: number, time: TestCellTime = {}): TestCell {
  const { schedule = alwaysWork, begin = "warm", ambientC = 21 } = time;
  let now = time.start ?? START;
  const grid = new SharedGrid(7);
  grid.set(now);
  const made = createFurniturePlant({
    random: createRandom(seed),
    grid,
    ambientC: () => ambientC,
    now: () => now,
    schedule,
    start: begin,
  });
  return {
    ...made,
    number: (point) => Number(made.plant.value(point)),
    now: () => now,
    run: (ms, each = () => undefined, stepMs = 100) => {
      for (let passed = 0; passed < ms; passed += stepMs) {
        now += stepMs;
        grid.set(now);
        made.plant.step(stepMs);
        each();
      }
    },
  };
}

/** A part of no particular order. */
export function testPart(lengthM: number, widthM = 0.3): Part {
  const cabinet = { id: "BZ-TEST-C01", parts: 1, arrived: 0 };
  const identity: PartIdentity = {
    id: "BZ-TEST-C01-P01",
    cabinet,
    order: {
      id: "BZ-TEST",
      decor: "W980",
      lot: "L1",
      cabinets: [cabinet],
      parts: 1,
      cut: 0,
      sorted: 0,
      packed: 0,
    },
  };
  return {
    ...identity,
    lengthM,
    widthM,
    thicknessMm: 18,
    edges: ["E1.0", "E0.8", "E0.8", "E0.8"],
    drilling: "D6-10",
    holes: 10,
    groove: false,
    at: { cut: 0, edge: 0, drill: 0, sort: 0, pack: 0 },
  };
}

/** Throws at the first violation; plain comparisons, since expect() per step would take most of the time. */
export function demand(holds: boolean, what: string, ...values: readonly unknown[]): void {
  if (!holds) throw new Error(`${what}: ${values.join(" ")}`);
}
