// A plant of a scenario, built as for the wire and ready to be stepped fast. Same seed and instant, same plant:
// only the length of its steps differs.

import type { LineFactory } from "../lines/line.ts";
import { lineRegistry } from "../lines/registry.ts";
import { type BuiltPlant, buildPlant } from "../run/built-plant.ts";
import { SharedSurroundings } from "../run/shared-surroundings.ts";
import type { PlantScenario, Scenario } from "../scenario/scenario.ts";
import { lineProblems } from "../scenario/scenario-problems.ts";
import { refuse } from "../scenario/scenario-text.ts";
import { firstInstant, PlantStepper } from "./plant-stepper.ts";

export interface FastLineOptions {
  readonly scenario: Scenario;
  readonly plant: PlantScenario;
  /** Instant of the first scan, ms since the epoch. */
  readonly from: number;
  readonly cadenceMs: number;
  /** Only these points are scanned. Default: all. */
  readonly only?: ReadonlySet<string>;
  /** Default: the registry's, by the plant's line. */
  readonly factory?: LineFactory;
}

export interface FastLine extends BuiltPlant {
  readonly stepper: PlantStepper;
}

/**
 * Opens nothing. Throws SIMULATORS_STEP_INVALID, and SIMULATORS_SCENARIO_INVALID for faults and cheats that
 * have nothing to act on.
 */
export async function createFastLine(options: FastLineOptions): Promise<FastLine> {
  const { scenario, plant, from, cadenceMs, only } = options;
  const factory = options.factory ?? (await lineRegistry[plant.line].load());
  const surroundings = new SharedSurroundings(firstInstant(from, cadenceMs));
  const built = buildPlant({ scenario, plant, factory, surroundings });
  const problems = lineProblems(built);
  if (problems.length > 0) throw refuse(plant.id, problems);
  const scanned = only === undefined ? {} : { only };
  return {
    ...built,
    stepper: new PlantStepper({ built, surroundings, from, cadenceMs, ...scanned }),
  };
}
