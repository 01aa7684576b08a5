// A cell under test: its own clock, grid and weather, stepped together.

import { createRandom } from "../random.ts";
import { SharedGrid } from "../shared-grid.ts";
import { createFurniturePlant, type FurniturePlant } from "./furniture-plant.ts";

/** 11:00 in China, in the middle of a shift. */
export const START = Date.UTC(2026, 5, 10, 3);

export type TestCell = FurniturePlant & {
  readonly number: (point: string) => number;
  /** Lets time pass in steps. */
  run(ms: number, each?: () => void, stepMs?: number): void;
};

export function testCell(seed: number, start = START): TestCell {
  let now = start;
  const grid = new SharedGrid(7);
  grid.set(now);
  const made = createFurniturePlant({
    random: createRandom(seed),
    grid,
    ambientC: () => 21,
    now: () => now,
  });
  return {
    ...made,
    number: (point) => Number(made.plant.value(point)),
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

/** Throws at the first violation; plain comparisons, since expect() per step would take most of the time. */
export function demand(holds: boolean, what: string, ...values: readonly unknown[]): void {
  if (!holds) throw new Error(`${what}: ${values.join(" ")}`);
}
