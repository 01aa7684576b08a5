// One clock drives a plant, here as fast as it can be computed: whole steps from scan to scan, no timer, no
// wall clock. The same plant in the same surroundings gives the same scans, value by value.

import { SimulatorsError } from "../errors.ts";
import type { Plant, PointValue } from "../plant/plant.ts";
import { MAX_STEP_MS } from "../plant/step-limit.ts";

/** A plant with what stands between it and its readers; a built plant of a scenario is one. */
export interface SteppedPlant {
  readonly plant: Plant;
  readonly shown: { value(point: string): PointValue };
  /** Lets `dtMs` pass for process, faults and cheats. */
  step(dtMs: number): void;
}

export interface PlantStepperOptions {
  readonly built: SteppedPlant;
  /** Whose clock grid, weather and plant follow; stands one step before `from` (see firstInstant). */
  readonly surroundings: { set(now: number): void };
  /** Instant of the first scan, ms since the epoch. */
  readonly from: number;
  /** From scan to scan, ms: whole seconds, or at most one second. */
  readonly cadenceMs: number;
  /** Only these points are looked at; what nobody looks at costs little. Default: all. */
  readonly only?: ReadonlySet<string>;
}

/** What was shown at one instant. */
export interface PlantScan {
  /** ms since the epoch, plant time. */
  readonly at: number;
  /** One per point of the stepper, in its order. */
  readonly values: readonly PointValue[];
}

/** Length of one step for a cadence, ms. Throws SIMULATORS_STEP_INVALID for a cadence that is none. */
export function stepOf(cadenceMs: number): number {
  const step = Math.min(cadenceMs, MAX_STEP_MS);
  if (Number.isSafeInteger(cadenceMs) && cadenceMs > 0 && cadenceMs % step === 0) return step;
  throw new SimulatorsError(
    "SIMULATORS_STEP_INVALID",
    `采样周期须为整秒,或不超过 1000 ms,得到 ${cadenceMs} ms。 · ` +
      `A cadence is whole seconds or at most 1000 ms, not ${cadenceMs} ms.`,
    { cadenceMs },
  );
}

/** Where surroundings have to stand when the plant is made, so that its first scan is at `from`. */
export function firstInstant(from: number, cadenceMs: number): number {
  return from - stepOf(cadenceMs);
}

export class PlantStepper {
  /** Points that are scanned, in the plant's order. */
  readonly points: readonly string[];
  readonly #built: SteppedPlant;
  readonly #surroundings: { set(now: number): void };
  readonly #stepMs: number;
  readonly #cadenceMs: number;
  #now: number;
  #next: number;

  /** Throws SIMULATORS_STEP_INVALID. */
  constructor({ built, surroundings, from, cadenceMs, only }: PlantStepperOptions) {
    this.#stepMs = stepOf(cadenceMs);
    this.#cadenceMs = cadenceMs;
    this.#built = built;
    this.#surroundings = surroundings;
    this.#now = firstInstant(from, cadenceMs);
    this.#next = from;
    const { points } = built.plant;
    this.points = only === undefined ? points : points.filter((point) => only.has(point));
  }

  /** Instant of the scan that comes next, ms since the epoch. */
  get next(): number {
    return this.#next;
  }

  /** Lets time pass to the next scan and takes it. */
  scan(): PlantScan {
    while (this.#now < this.#next) {
      this.#now += this.#stepMs;
      this.#surroundings.set(this.#now);
      this.#built.step(this.#stepMs);
    }
    this.#next += this.#cadenceMs;
    const { shown } = this.#built;
    return { at: this.#now, values: this.points.map((point) => shown.value(point)) };
  }

  /** Scans before `to`, ms since the epoch. */
  *scans(to: number): Generator<PlantScan, void, undefined> {
    while (this.#next < to) yield this.scan();
  }
}
