// What the line needs of a furnace, whichever it is: it is told its phase and how hard to work, and gives melt.

import type { Consumption } from "../motor.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points, Retaining } from "../point-table.ts";
import type { Random } from "../random.ts";
import type { ChargeWords } from "./batching.ts";
import type { ChargeRecipe } from "./wool-recipe.ts";
import type { WoolState, WoolUpset, woolState } from "./wool-state.ts";

export const NOMINAL_MELT_T_H = 4.8;

export interface FurnaceOptions {
  readonly random: Random;
  readonly events: EventBook;
  readonly recipe: ChargeRecipe;
  readonly running: boolean;
  readonly ambientC: number;
}

export type FurnacePhase = (typeof woolState)[
  | "stopped"
  | "ignition"
  | "heating"
  | "leadIn"
  | "producing"
  | "tapping"
  | "maintenance"];

export interface FurnaceGiven {
  readonly phase: FurnacePhase;
  /** Blast or power as a share of nominal. */
  readonly share: number;
  /** A new lining is dried out before it is heated. */
  readonly dryOut: boolean;
  /** Of the present campaign, 0 new … 1 worn out. */
  readonly wear: number;
  /** Melt goes to the waste pit. */
  readonly diverted: boolean;
  readonly upset: WoolUpset | undefined;
  readonly recipe: ChargeRecipe;
  readonly words: ChargeWords;
}

export interface FurnaceTruth {
  readonly meltTH: number;
  readonly meltC: number;
  readonly charges: number;
  readonly [name: string]: number;
}

export interface Furnace {
  readonly equipment: "cupola" | "furnace";
  readonly kept: Retaining;
  /** Of the low-voltage main panel. */
  readonly loads: readonly Consumption[];
  step(dtMs: number, given: FurnaceGiven, ambientC: number, lineVoltageV: number): void;
  /** True melt at the siphon, t/h, whether it reaches the spinner or the waste pit. */
  meltTH(): number;
  /** Acidity coefficient of the melt. */
  acidity(): number;
  /** Coke and oxygen, or power, as a share of nominal: what the flue gas comes from. */
  fire(): number;
  /** Ignition is over. */
  lit(): boolean;
  /** Melt may be led to the spinner. */
  ready(): boolean;
  /** Nothing is left to be tapped. */
  drained(): boolean;
  /** Heat of the cooling water, K; its flow, m³/h; melt stream, t/h wanted and real; CO, %. For alarms. */
  watched(): FurnaceWatch;
  points(state: () => WoolState): Points;
  batchingPoints(state: () => WoolState): Points;
  truth(): FurnaceTruth;
}

export interface FurnaceWatch {
  readonly waterRiseK: number;
  readonly waterM3H: number;
  readonly coPercent: number;
  readonly shellC: number;
}
