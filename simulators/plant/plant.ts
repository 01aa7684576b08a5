// What every simulated line is: physics behind named points. Pure: time comes as steps, chance as a
// seeded generator, grid and weather from outside. Servers show the points on the wire (../exposure.ts).

export type PointValue = number | boolean | string;

export interface Plant {
  /** Points by name, e.g. `press.speed`; the set never changes. */
  readonly points: readonly string[];
  /** Lets `dtMs` (at most MAX_STEP_MS) pass. */
  step(dtMs: number): void;
  /** The present value, in the unit of the point. Throws RangeError for a name that is not a point. */
  value(point: string): PointValue;
  /** True process values and states, for the truth file. */
  truth(): object;
  /** Counters that a controller keeps through a power cut, by name. */
  retained(): Readonly<Record<string, number>>;
  /** Takes counters back at a start; unknown names are ignored. */
  restore(counters: Readonly<Record<string, number>>): void;
}
