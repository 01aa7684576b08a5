// Runs a scenario on the wire: one process, one clock, all its plants with their servers. Time moves in equal
// steps, so one seed gives one run; what servers show lies behind faults and cheats, the truth does not.

import type { Clock } from "#contracts/time.ts";
import { makeCassetteFolder, PlantCassettes } from "../cassette/plant-cassettes.ts";
import type { LineFactory } from "../lines/line.ts";
import { type LineKind, lineRegistry } from "../lines/registry.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { scenarioProblems } from "../scenario/scenario-problems.ts";
import { refuse } from "../scenario/scenario-text.ts";
import { openTruthFile, type TruthFile } from "../truth/truth-file.ts";
import { truthFormat } from "../truth/truth-format.ts";
import { type BuiltPlant, buildPlant } from "./built-plant.ts";
import { FixedStepper } from "./fixed-stepper.ts";
import { type RunningPlant, startPlant } from "./running-plant.ts";
import { SharedSurroundings } from "./shared-surroundings.ts";
import { type Every, systemEvery } from "./ticker.ts";

const STEP_MS = 100;
const TRUTH_EVERY_STEPS = 10;
const SYNC_EVERY_TICKS = 50;
const MAX_CATCH_UP_MS = 3_600_000;

export interface ScenarioRunOptions {
  readonly scenario: Scenario;
  /** The scenario's name, for messages and the truth. */
  readonly file: string;
  readonly clock: Clock;
  /** Default: the registry's, by the plant's line. */
  readonly factory?: (kind: LineKind) => Promise<LineFactory>;
  /** Default: the runtime's timer. */
  readonly every?: Every;
  /** Folder for one cassette per plant, `<id>.cassette.jsonl.gz`, a row per second. Default: none. */
  readonly cassettes?: string;
  /** One line for people. Default: nowhere. */
  readonly log?: (line: string) => void;
}

export interface RunningScenario {
  readonly plants: readonly RunningPlant[];
  /** Ends sockets, timers and files; may be called again. */
  close(): Promise<void>;
}

/**
 * Throws SIMULATORS_SCENARIO_INVALID with every problem of lines, ports and files, and what servers,
 * openRetainedCounters, openTruthFile and makeCassetteFolder throw; then nothing stays open.
 */
export async function runScenario(options: ScenarioRunOptions): Promise<RunningScenario> {
  const { scenario, file, clock, every = systemEvery, log = () => undefined } = options;
  const factory = options.factory ?? ((kind: LineKind) => lineRegistry[kind].load());
  const surroundings = new SharedSurroundings(clock.now());
  const built: BuiltPlant[] = [];
  for (const plant of scenario.plants) {
    built.push(buildPlant({ scenario, plant, surroundings, factory: await factory(plant.line) }));
  }
  const problems = await scenarioProblems(scenario, built);
  if (problems.length > 0) throw refuse(file, problems);
  if (options.cassettes !== undefined) {
    makeCassetteFolder(
      options.cassettes,
      built.map(({ scenario: { id } }) => id),
    );
  }

  const truth = scenario.truth === undefined ? undefined : await openTruthFile(scenario.truth);
  truth?.append({
    format: truthFormat,
    simulated: true,
    by: "Lineproof simulator",
    scenario: file,
    seed: scenario.seed,
    startedAt: surroundings.now(),
    plants: built.map(({ scenario: { id, line }, seed }) => ({ id, line, seed })),
  });
  const plants: RunningPlant[] = [];
  try {
    for (const each of built) {
      plants.push(await startPlant(each, { surroundings, log: prefixed(log, each, built.length) }));
    }
  } catch (error) {
    await Promise.all(plants.map((plant) => plant.close()));
    await truth?.close();
    throw error;
  }
  const cassettes =
    options.cassettes === undefined
      ? undefined
      : new PlantCassettes(options.cassettes, scenario.name.en, plants, log);
  const stepper = startStepping(plants, { surroundings, clock, truth, cassettes });
  let ticks = 0;
  const stop = every(STEP_MS, () => {
    stepper.tick();
    for (const plant of plants) plant.show();
    ticks += 1;
    if (ticks % SYNC_EVERY_TICKS === 0) for (const plant of plants) plant.sync();
  });
  const end = async (): Promise<void> => {
    stop();
    await Promise.all(plants.map((plant) => plant.close()));
    await truth?.close();
    cassettes?.close();
    for (const loss of [stepper.describeLoss(), truth?.describeLoss()]) {
      if (loss !== undefined) log(loss);
    }
  };
  let closed: Promise<void> | undefined;
  return {
    plants,
    close: () => {
      closed ??= end();
      return closed;
    },
  };
}

interface SteppedWith {
  readonly surroundings: SharedSurroundings;
  readonly clock: Clock;
  readonly truth: TruthFile | undefined;
  readonly cassettes: PlantCassettes | undefined;
}

function startStepping(
  plants: readonly RunningPlant[],
  { surroundings, clock, truth, cassettes }: SteppedWith,
): FixedStepper {
  let steps = 0;
  return new FixedStepper({
    clock,
    stepMs: STEP_MS,
    maxCatchUpMs: MAX_CATCH_UP_MS,
    step: (exact) => {
      surroundings.set(Math.round(exact));
      steps += 1;
      const whole = steps % TRUTH_EVERY_STEPS === 0;
      for (const plant of plants) {
        plant.step(STEP_MS);
        for (const event of plant.takeEvents()) truth?.append(event);
        if (whole) truth?.append(plant.truth());
      }
      if (whole) cassettes?.take();
    },
  });
}

/** Several plants of one process say whose line it is. */
function prefixed(
  log: (line: string) => void,
  { scenario: { id } }: BuiltPlant,
  plants: number,
): (line: string) => void {
  return plants === 1 ? log : (line) => log(`${id}: ${line}`);
}
