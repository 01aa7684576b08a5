// A plant as its wires see it: sensor faults lie next to the process, cheats between them and the servers.
// The plant itself is not touched.

import type { Cheat, CheatAct, CheatPlan } from "../cheats/cheat.ts";
import type { Plant, PointValue } from "../plant/plant.ts";
import type { Deviation } from "../truth/truth-format.ts";

/** What faults make of points. */
export interface PointFaults {
  shown(point: string, truth: PointValue): PointValue;
}

export class ShownPlant {
  readonly #plant: Plant;
  readonly #faults: PointFaults;
  readonly #cheats: readonly Cheat[];
  /** Points that a cheat or fault of the scenario names: all others are shown as they are. */
  readonly #touched: readonly string[];
  readonly #isTouched: ReadonlySet<string>;

  /**
   * @param faulty points that faults name.
   */
  constructor(
    plant: Plant,
    faults: PointFaults,
    faulty: readonly string[],
    plans: readonly CheatPlan[],
  ) {
    this.#plant = plant;
    this.#faults = faults;
    this.#cheats = plans.map((plan) => plan.create());
    this.#isTouched = new Set([...faulty, ...plans.flatMap((plan) => plan.points)]);
    this.#touched = [...this.#isTouched];
  }

  /** After each step of the plant. */
  step(dtMs: number): void {
    for (const cheat of this.#cheats) cheat.step(dtMs, this.#sensed);
  }

  value(point: string): PointValue {
    if (!this.#isTouched.has(point)) return this.#plant.value(point);
    return this.#cheats
      .filter((cheat) => cheat.concerns(point))
      .reduce((value: PointValue, cheat) => cheat.shown(point, value), this.#sensed(point));
  }

  /** What the cheats do now. */
  acts(): readonly CheatAct[] {
    return this.#cheats.map((cheat) => cheat.acting()).filter((act) => act !== undefined);
  }

  /** Where the wires do not say what is. */
  deviations(): Readonly<Record<string, Deviation>> {
    const entries = this.#touched.flatMap((point): [string, Deviation][] => {
      const [truth, shown] = [this.#plant.value(point), this.value(point)];
      return Object.is(truth, shown) ? [] : [[point, { true: truth, shown }]];
    });
    return Object.fromEntries(entries);
  }

  /** What the sensor says, faults included. */
  readonly #sensed = (point: string): PointValue =>
    this.#faults.shown(point, this.#plant.value(point));
}
