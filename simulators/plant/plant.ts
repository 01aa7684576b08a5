// What every simulated line is: physics behind named points. Pure: time comes as steps, chance as a
// seeded generator, grid, weather and working time from outside. Everything that goes out on a wire is a
// point; servers show them (../wire/exposure.ts), faults and cheats may stand between.

import type { PlantEvent } from "./plant-events.ts";

export type PointValue = number | boolean | string;

/** What is really going on, for the truth file: plain data. Further members are the line's own. */
export interface PlantTruth {
  /** Real state of the line in the words of its profile, e.g. `producing`, `changeover`. */
  readonly state: string;
  /** What the working time asks for now, e.g. `work`, `break`, `ordered-stop`. */
  readonly work: string;
  /** Order that is being made; null between orders and where there are none. */
  readonly order: string | null;
  readonly product: string | null;
  readonly [name: string]: unknown;
}

/** One line of a screen. */
export interface PlantSummary {
  readonly state: { readonly zh: string; readonly en: string };
  readonly product: string;
  /** Of the line's end, since the counter began. */
  readonly output: { readonly value: number; readonly unit: string };
  /** Through the main meter. */
  readonly powerKw: number;
}

export interface Plant {
  /** Points by name, e.g. `press.speed`: equipment id, dot, signal id. The set never changes. */
  readonly points: readonly string[];
  /** Lets `dtMs` (at most MAX_STEP_MS) pass. */
  step(dtMs: number): void;
  /** The present value, in the unit of the point. Throws RangeError for a name that is not a point. */
  value(point: string): PointValue;
  truth(): PlantTruth;
  summary(): PlantSummary;
  /** What happened since the last call, oldest first. */
  takeEvents(): readonly PlantEvent[];
  /** Counters that a controller keeps through a power cut, by name. */
  retained(): Readonly<Record<string, number>>;
  /** Takes counters back at a start; unknown names are ignored. */
  restore(counters: Readonly<Record<string, number>>): void;
}
