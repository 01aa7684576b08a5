// One plant of a scenario before any wire: its line, its faults and cheats, and what both make of its points.

import { FaultDeck } from "../faults/fault-deck.ts";
import type { LineFactory } from "../lines/line.ts";
import type { Plant, PlantTruth } from "../plant/plant.ts";
import { createRandom } from "../plant/random.ts";
import { alwaysWork, CalendarSchedule, type WorkSchedule } from "../plant/work-schedule.ts";
import type { PlantScenario, Scenario } from "../scenario/scenario.ts";
import type { Exposure } from "../wire/exposure.ts";
import { withOwnSerials } from "./own-serials.ts";
import type { SharedSurroundings } from "./shared-surroundings.ts";
import { ShownPlant } from "./shown-plant.ts";

export interface BuiltPlant {
  readonly scenario: PlantScenario;
  /** Of its random numbers. */
  readonly seed: number;
  readonly plant: Plant;
  readonly exposure: Exposure;
  readonly faults: FaultDeck;
  readonly shown: ShownPlant;
  /** Lets `dtMs` pass for process, faults and cheats; the surroundings stand at its end. */
  step(dtMs: number): void;
  /** What its controllers keep: in a power cut what they kept when it began. */
  retained(): Readonly<Record<string, number>>;
  /** As the plant says it; in a power cut its state is `no-power`. */
  truth(): PlantTruth;
}

export interface BuildOptions {
  readonly scenario: Scenario;
  readonly plant: PlantScenario;
  readonly factory: LineFactory;
  readonly surroundings: SharedSurroundings;
}

/** Pure: opens nothing. The plant stands at its first instant; counters may be given back now. */
export function buildPlant({
  scenario,
  plant: own,
  factory,
  surroundings,
}: BuildOptions): BuiltPlant {
  const seed = own.seed ?? seedOf(scenario.seed, own.id);
  const random = createRandom(seed).fork(own.line);
  const calendar = own.calendar ?? scenario.calendar;
  const planned = calendar === undefined ? alwaysWork : new CalendarSchedule(calendar);
  const faults = new FaultDeck(own.faults, {
    random: random.fork("faults"),
    now: surroundings.now,
  });
  const line = factory({
    random,
    grid: surroundings.grid,
    ambientC: surroundings.ambientC,
    now: surroundings.now,
    schedule: whilePowered(planned, faults),
    start: own.start,
  });
  const { plant, exposure } = withOwnSerials(line, placeAmong(scenario, own));
  const faulty = own.faults.flatMap(({ needs }) =>
    needs.flatMap((need) => (need.kind === "point" ? [need.point] : [])),
  );
  const shown = new ShownPlant(plant, faults, faulty, own.cheats);
  const counters = new CountersThroughPowerCuts(plant, faults);
  /** The first step ends at the start of the run. */
  let elapsedMs: number | undefined;
  return {
    scenario: own,
    seed,
    plant,
    exposure,
    faults,
    shown,
    step: (dtMs) => {
      plant.step(dtMs);
      const passedMs = elapsedMs === undefined ? 0 : dtMs;
      elapsedMs = (elapsedMs ?? 0) + passedMs;
      faults.step(elapsedMs, dtMs, (point) => plant.value(point));
      counters.step();
      shown.step(passedMs);
    },
    retained: () => counters.retained(),
    truth: () => {
      const truth = plant.truth();
      return isDark(faults) ? { ...truth, state: "no-power" } : truth;
    },
  };
}

/** How many plants of the same line stand before it in the scenario. */
function placeAmong({ plants }: Scenario, own: PlantScenario): number {
  return plants.filter(({ line }) => line === own.line).findIndex(({ id }) => id === own.id);
}

/** Nobody works without current. */
function whilePowered(schedule: WorkSchedule, faults: FaultDeck): WorkSchedule {
  const dark = { kind: "off-shift", shift: "" } as const;
  return {
    at: (now) => (isDark(faults) ? dark : schedule.at(now)),
  };
}

function isDark(faults: FaultDeck): boolean {
  return faults.plant().some(({ kind }) => kind === "power-cut");
}

/** Controllers begin anew after a power cut, with the counters that they kept: nothing counts in the dark. */
class CountersThroughPowerCuts {
  readonly #plant: Plant;
  readonly #faults: FaultDeck;
  #kept: Readonly<Record<string, number>> | undefined;

  constructor(plant: Plant, faults: FaultDeck) {
    this.#plant = plant;
    this.#faults = faults;
  }

  retained(): Readonly<Record<string, number>> {
    return this.#kept ?? this.#plant.retained();
  }

  /** After each step of the plant and its faults. */
  step(): void {
    if (isDark(this.#faults)) this.#kept ??= this.#plant.retained();
    else if (this.#kept !== undefined) {
      this.#plant.restore(this.#kept);
      this.#kept = undefined;
    }
  }
}

/** Different ids of one scenario are different plants. */
function seedOf(seed: number, id: string): number {
  return Math.floor(createRandom(seed).fork(id).uniform() * 0x8000_0000);
}
