// What a cheat is: something between the plant and its servers that changes what they show, never what
// happens. What it does is written into the truth file, so that detectors can be measured against it.

import type { PointValue } from "../plant/plant.ts";

export interface Cheat {
  /** Whether it can touch this point at all. */
  concerns(point: string): boolean;
  /** Called once after each step of the plant; `honest` reads the plant itself. */
  step(dtMs: number, honest: (point: string) => PointValue): void;
  /** What the servers show for a point that it concerns. */
  shown(point: string, honest: PointValue): PointValue;
  /** What it does now, for the truth file; undefined while it does nothing. */
  acting(): CheatAct | undefined;
}

export type CheatAct = {
  readonly kind: string;
  readonly point: string;
  /** What the servers show instead of the truth. */
  readonly shown: PointValue;
};

/** One entry of `cheats` in a scenario, checked. */
export type CheatPlan = {
  readonly kind: string;
  /** Points that it names; they must exist. */
  readonly points: readonly string[];
  create(): Cheat;
};
