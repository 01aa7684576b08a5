// What a particleboard line is given, and what differs between the kinds of its press.

import type { GridState } from "../grid.ts";
import type { Random } from "../random.ts";
import type { SignalSheet } from "../signal-sheet.ts";
import type { WorkSchedule } from "../work-schedule.ts";
import type { PanelDesign } from "./panel-design.ts";
import type { PanelRecipe } from "./panel-recipe.ts";

export interface PanelLineOptions {
  readonly random: Random;
  readonly grid: GridState;
  /** Outdoor temperature, °C. */
  readonly ambientC: () => number;
  /** Wall clock, ms since the epoch. */
  readonly now: () => number;
  readonly schedule: WorkSchedule;
  readonly start: "warm" | "cold";
}

export interface StationSizes {
  readonly design: PanelDesign;
  readonly signals: SignalSheet;
  /** The first is what a warm start makes. */
  readonly recipes: readonly [PanelRecipe, ...PanelRecipe[]];
  readonly orderPrefix: string;
  /** Smallest and largest order, m³: one to four changeovers a day. */
  readonly orderM3: readonly [number, number];
  /** Transformer and busbar as an effective resistance, ohm. */
  readonly supplyOhm: number;
  readonly oilM3H: number;
  /** Heat of the platens at nominal speed, kW. */
  readonly pressKw: number;
  readonly headKw: number;
  readonly otherHeadsKw: number;
  readonly sawKw: number;
  /** The fan whose current is measured. */
  readonly dustFanKw: number;
  /** At which sander and saw take a board, mm/s. */
  readonly feedMmS: (recipe: PanelRecipe) => number;
}
