// Starts simulated plants on Modbus TCP. The caller brings the clock and ends them by close().
// The simulated time of the press hall moves in equal steps, so one seed gives one plant.

import type { Clock } from "#contracts/time.ts";
import { FixedStepper } from "./fixed-stepper.ts";
import { Grid } from "./plant/grid.ts";
import { PressHall, type PressHallState } from "./plant/press-hall.ts";
import { createRandom } from "./plant/random.ts";
import { createPressHallUnits } from "./press-hall-units.ts";
import { openReplay, type ReplayOptions } from "./replay/open-replay.ts";
import type { PlaybackProgress } from "./replay/playback.ts";
import type { Scenario } from "./scenario.ts";
import { openModbusTcpServer } from "./servers/modbus-tcp-server.ts";
import { type Every, systemEvery } from "./ticker.ts";
import { openTruthFile } from "./truth-file.ts";

const STEP_MS = 100;
const TRUTH_EVERY_STEPS = 10;
const MAX_CATCH_UP_MS = 3_600_000;

export interface RunningPlant {
  readonly host: string;
  readonly port: number;
  /** Ends sockets, timers and files; may be called again. */
  close(): Promise<void>;
}

export interface PressHallRunOptions {
  readonly scenario: Scenario;
  readonly clock: Clock;
  /** Default: the runtime's timer. */
  readonly every?: Every;
  /** One line for people, at the end, where something was lost. Default: nowhere. */
  readonly log?: (line: string) => void;
}

export interface RunningPressHall extends RunningPlant {
  /** What is really going on now. */
  truth(): PressHallState;
}

/** Throws SIMULATORS_TRUTH_UNWRITABLE and what openModbusTcpServer throws; then nothing stays open. */
export async function runPressHall(options: PressHallRunOptions): Promise<RunningPressHall> {
  const { scenario, clock, every = systemEvery, log = () => undefined } = options;
  const { seed, plant, truthFile } = scenario;
  const random = createRandom(seed);
  const grid = new Grid(random.fork("grid"));
  const hall = new PressHall({ random: random.fork("hall"), grid, start: scenario.start });
  const units = createPressHallUnits(scenario.units);
  const simulate = (): void => {
    grid.step(STEP_MS);
    hall.step(STEP_MS);
  };
  // Registers hold the plant's values before the first reader can ask.
  simulate();
  units.publish(hall.state());

  const truth = truthFile === undefined ? undefined : await openTruthFile(truthFile);
  truth?.append({ simulated: true, by: "Lineproof simulator", plant, seed });
  const server = await openModbusTcpServer({ devices: units.devices, ...scenario.listen }).catch(
    async (error: unknown) => {
      await truth?.close();
      throw error;
    },
  );

  let steps = 0;
  const stepper = new FixedStepper({
    clock,
    stepMs: STEP_MS,
    maxCatchUpMs: MAX_CATCH_UP_MS,
    step: (at) => {
      simulate();
      steps += 1;
      if (steps % TRUTH_EVERY_STEPS === 0) truth?.append({ at, ...hall.state() });
    },
  });
  const stop = every(STEP_MS, () => {
    stepper.tick();
    units.publish(hall.state());
  });
  const end = async (): Promise<void> => {
    stop();
    await Promise.all([server.close(), truth?.close()]);
    for (const loss of [stepper.describeLoss(), truth?.describeLoss()]) {
      if (loss !== undefined) log(loss);
    }
  };
  let closed: Promise<void> | undefined;
  return {
    ...server.address(),
    truth: () => hall.state(),
    close: () => {
      closed ??= end();
      return closed;
    },
  };
}

export interface ReplayRunOptions extends ReplayOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface RunningReplay extends RunningPlant {
  progress(): PlaybackProgress;
}

/** Throws what openReplay and openModbusTcpServer throw. */
export async function runReplay(options: ReplayRunOptions): Promise<RunningReplay> {
  const { device, playback } = await openReplay(options);
  const server = await openModbusTcpServer({
    devices: [device],
    host: options.host ?? "127.0.0.1",
    port: options.port,
  });
  return {
    ...server.address(),
    progress: () => playback.progress(),
    close: () => server.close(),
  };
}
