// What a simulated line is made of, and what it is given: chance, grid, weather, working time and the wall
// clock come from the run, so that separate processes on one machine share one grid and one sky.

import type { GridState } from "../plant/grid.ts";
import type { Plant } from "../plant/plant.ts";
import type { Random } from "../plant/random.ts";
import type { SignalSheet } from "../plant/signal-sheet.ts";
import type { WorkSchedule } from "../plant/work-schedule.ts";
import type { Exposure } from "../wire/exposure.ts";

export type LineOptions = {
  readonly random: Random;
  /** Set to the time of the step before each step; a line only reads it. */
  readonly grid: GridState;
  /** Outdoor temperature, °C. */
  readonly ambientC: () => number;
  /** Wall clock at the end of the present step, ms since the epoch. */
  readonly now: () => number;
  readonly schedule: WorkSchedule;
  /** warm: at temperature and producing, if it is working time; cold: everything at rest. */
  readonly start: "warm" | "cold";
};

export type Line = {
  readonly plant: Plant;
  readonly exposure: Exposure;
  /** What its points are; absent for small plants of tests and loads. */
  readonly signals?: SignalSheet;
};

export type LineFactory = (options: LineOptions) => Line;
