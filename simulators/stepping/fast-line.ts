// A line by its kind, ready to be stepped fast. Same seed and instant, same plant as on the wire: only the
// length of its steps differs.

import type { CheatPlan } from "../cheats/cheat.ts";
import type { Exposure } from "../exposure.ts";
import type { LineFactory } from "../lines/line.ts";
import { type LineKind, lineRegistry } from "../lines/registry.ts";
import type { PointValue } from "../plant/plant.ts";
import { createRandom, type Random } from "../plant/random.ts";
import { alwaysWork, type WorkSchedule } from "../plant/work-schedule.ts";
import { SharedSurroundings } from "../shared-surroundings.ts";
import { type PointFaults, ShownPlant } from "../shown-plant.ts";
import { firstInstant, PlantStepper } from "./plant-stepper.ts";

/** Sensor faults of a plant, stepped with it (faults/fault-deck.ts). */
export interface SteppedFaults extends PointFaults {
  /** After each step of the plant; `elapsedMs` since the run began. */
  step(elapsedMs: number, dtMs: number, truth: (point: string) => PointValue): void;
}

export interface FastLineOptions {
  readonly kind: LineKind;
  readonly seed: number;
  /** Instant of the first scan, ms since the epoch. */
  readonly from: number;
  readonly cadenceMs: number;
  /** Default: round the clock. */
  readonly schedule?: WorkSchedule;
  readonly start?: "warm" | "cold";
  readonly cheats?: readonly CheatPlan[];
  readonly faults?: {
    /** Points that they name. */
    readonly points: readonly string[];
    create(io: { readonly random: Random; readonly now: () => number }): SteppedFaults;
  };
}

export interface FastLine {
  readonly stepper: PlantStepper;
  readonly exposure: Exposure;
  readonly shown: ShownPlant;
}

const noFaults: SteppedFaults = { step: () => undefined, shown: (_, truth) => truth };

/** @param factory default: the registry's. Throws SIMULATORS_STEP_INVALID. */
export async function createFastLine(
  options: FastLineOptions,
  factory?: LineFactory,
): Promise<FastLine> {
  const { kind, seed, from, cadenceMs, schedule = alwaysWork, start = "warm" } = options;
  const create = factory ?? (await lineRegistry[kind]());
  const surroundings = new SharedSurroundings(firstInstant(from, cadenceMs));
  const random = createRandom(seed).fork(kind);
  const { grid, ambientC, now } = surroundings;
  const faults = options.faults?.create({ random: random.fork("faults"), now }) ?? noFaults;
  const { plant, exposure } = create({ random, grid, ambientC, now, schedule, start });
  const shown = new ShownPlant(plant, faults, options.faults?.points ?? [], options.cheats ?? []);
  const honest = (point: string): PointValue => plant.value(point);
  let elapsedMs = 0;
  const built = {
    plant,
    shown,
    step: (dtMs: number) => {
      plant.step(dtMs);
      elapsedMs += dtMs;
      faults.step(elapsedMs, dtMs, honest);
      shown.step(dtMs);
    },
  };
  return {
    stepper: new PlantStepper({ built, surroundings, from, cadenceMs }),
    exposure,
    shown,
  };
}
