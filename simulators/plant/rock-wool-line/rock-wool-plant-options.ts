// What a rock-wool plant is given from outside.

import type { GridState } from "../grid.ts";
import type { Random } from "../random.ts";
import type { WorkSchedule } from "../work-schedule.ts";

export interface RockWoolPlantOptions {
  readonly random: Random;
  readonly grid: GridState;
  /** Outdoor temperature, °C. */
  readonly ambientC: () => number;
  /** Wall clock, ms since the epoch. */
  readonly now: () => number;
  readonly schedule: WorkSchedule;
  readonly start: "warm" | "cold";
}
