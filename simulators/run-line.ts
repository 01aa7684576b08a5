// Starts a whole simulated line: one process, one plant, its Modbus devices and its OPC UA server.
// Time moves in equal steps, so one seed gives one plant; grid and weather follow the wall clock, so
// that the plants of one machine share them. What servers show lies behind the cheats, truth does not.

import type { Clock } from "#contracts/time.ts";
import { cheatPlant } from "./cheats/cheated-plant.ts";
import { FixedStepper } from "./fixed-stepper.ts";
import type { LineFactory } from "./lines/line.ts";
import { lineRegistry } from "./lines/registry.ts";
import { openUnits } from "./modbus-units.ts";
import type { Plant } from "./plant/plant.ts";
import { createRandom } from "./plant/random.ts";
import { SharedGrid } from "./plant/shared-grid.ts";
import { ambientAt } from "./plant/weather.ts";
import { alwaysWork } from "./plant/work-schedule.ts";
import { openRetainedCounters, type RetainedCounters } from "./retained-counters.ts";
import { type LineServers, openLineServers } from "./run-line-servers.ts";
import type { LineScenario } from "./scenario-line.ts";
import { shownPoints } from "./shown-points.ts";
import { type Every, systemEvery } from "./ticker.ts";
import { openTruthFile, type TruthFile } from "./truth-file.ts";

const STEP_MS = 100;
const TRUTH_EVERY_STEPS = 10;
const SYNC_EVERY_TICKS = 50;
const MAX_CATCH_UP_MS = 3_600_000;
/** One grid for the plants of all processes. */
const GRID_SEED = 50;

export interface LineRunOptions {
  readonly scenario: LineScenario;
  readonly clock: Clock;
  /** Default: the registry's, by the scenario's plant. */
  readonly factory?: LineFactory;
  /** Default: the runtime's timer. */
  readonly every?: Every;
  /** One line for people. Default: nowhere. */
  readonly log?: (line: string) => void;
}

export interface RunningLine extends Omit<LineServers, "close"> {
  /** What is really going on now. */
  truth(): object;
  /** Ends sockets, timers and files; may be called again. */
  close(): Promise<void>;
}

/**
 * Throws what its servers, openRetainedCounters, openTruthFile and cheatPlant throw; then nothing stays
 * open.
 */
export async function runLine(options: LineRunOptions): Promise<RunningLine> {
  const { scenario, clock, every = systemEvery, log = () => undefined } = options;
  const factory = options.factory ?? (await lineRegistry[scenario.plant]());
  const time = new SharedTime(clock.now());
  const { plant: honest, exposure } = factory({
    random: createRandom(scenario.seed).fork(scenario.plant),
    grid: time.grid,
    ambientC: () => ambientAt(time.now),
    now: () => time.now,
    schedule: alwaysWork,
    start: "warm",
  });
  const plant = cheatPlant(honest, scenario.cheats, shownPoints(exposure));
  const units = openUnits(exposure.modbus, plant.points);
  const publish = (): void => units.publish((point) => plant.value(point));
  const files = await openFiles(scenario, plant, time.now, log);
  // Servers hold the plant's values before the first reader can ask.
  plant.step(STEP_MS);
  files.retained?.save(plant.retained());
  publish();
  const servers = await openLineServers({
    scenario,
    exposure,
    devices: units.devices,
    plant,
    sourceTime: () => time.now,
    log,
  }).catch(async (error: unknown) => {
    await closeFiles(files, plant, log);
    throw error;
  });

  let steps = 0;
  const stepper = new FixedStepper({
    clock,
    stepMs: STEP_MS,
    maxCatchUpMs: MAX_CATCH_UP_MS,
    step: (exact) => {
      const at = Math.round(exact);
      time.set(at);
      plant.step(STEP_MS);
      steps += 1;
      if (steps % TRUTH_EVERY_STEPS !== 0) return;
      files.truth?.append({ at, cheats: plant.acts(), ...plant.truth() });
    },
  });
  let ticks = 0;
  const stop = every(STEP_MS, () => {
    stepper.tick();
    // Before anyone can read the new values: a plant that is killed now comes back with all of them.
    files.retained?.save(plant.retained());
    publish();
    ticks += 1;
    if (ticks % SYNC_EVERY_TICKS === 0) files.retained?.sync();
  });
  const end = async (): Promise<void> => {
    stop();
    await servers.close();
    await closeFiles(files, plant, log);
    const loss = stepper.describeLoss();
    if (loss !== undefined) log(loss);
  };
  let closed: Promise<void> | undefined;
  return {
    modbus: servers.modbus,
    opcua: servers.opcua,
    truth: () => plant.truth(),
    close: () => {
      closed ??= end();
      return closed;
    },
  };
}

/** The wall clock at the end of the present step, and the grid at that instant. */
class SharedTime {
  readonly grid = new SharedGrid(GRID_SEED);
  now: number;

  constructor(now: number) {
    this.now = now;
    this.grid.set(now);
  }

  set(now: number): void {
    this.now = now;
    this.grid.set(now);
  }
}

type Files = { readonly retained?: RetainedCounters; readonly truth?: TruthFile };

/** Opens what the scenario names, gives the plant its counters back and heads the truth file. */
async function openFiles(
  { retain, plant: name, seed, truthFile }: LineScenario,
  plant: Plant,
  now: number,
  log: (line: string) => void,
): Promise<Files> {
  // The truth first: a plant that does not start shall leave its counters as they were.
  const truth = truthFile === undefined ? undefined : await openTruthFile(truthFile);
  try {
    const retained =
      retain === undefined
        ? undefined
        : openRetainedCounters({ path: retain, plant: name, now, log });
    if (retained !== undefined) plant.restore(retained.loaded);
    truth?.append({ simulated: true, by: "Lineproof simulator", plant: name, seed });
    return {
      ...(retained === undefined ? {} : { retained }),
      ...(truth === undefined ? {} : { truth }),
    };
  } catch (error) {
    await truth?.close();
    throw error;
  }
}

async function closeFiles(
  { retained, truth }: Files,
  plant: Plant,
  log: (line: string) => void,
): Promise<void> {
  retained?.close(plant.retained());
  await truth?.close();
  const loss = truth?.describeLoss();
  if (loss !== undefined) log(loss);
}
