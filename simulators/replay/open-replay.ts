// A recorded CSV, opened and ready to be served: the device and the playback behind it.

import { readFile } from "node:fs/promises";
import type { Clock } from "#contracts/time.ts";
import { SimulatorsError } from "../errors.ts";
import type { RegisterDevice } from "../servers/register-device.ts";
import type { Playback } from "./playback.ts";
import { parseRecording, type Recording } from "./recording.ts";
import { countRegisters, createReplayDevice } from "./replay-device.ts";
import { StepPlayback } from "./step-playback.ts";
import { TimedPlayback } from "./timed-playback.ts";

export interface ReplayOptions {
  readonly file: string;
  readonly mode: "step" | "timed";
  /** Default 1. */
  readonly unit?: number;
  /** First row that is played, from 0. Default 0. */
  readonly offset?: number;
  /** At most this many rows. Default all. */
  readonly rows?: number;
  /** Timed mode: file seconds per second. Default 1. */
  readonly speed?: number;
  readonly clock: Clock;
}

export interface Replay {
  readonly device: RegisterDevice;
  readonly playback: Playback;
}

/**
 * Timed playing begins when this returns. Throws SIMULATORS_FILE_UNREADABLE, SIMULATORS_CSV_INVALID,
 * SIMULATORS_REPLAY_OPTIONS_INVALID.
 */
export async function openReplay(options: ReplayOptions): Promise<Replay> {
  const recording = parseRecording(await readText(options.file), options.file);
  checkOptions(options, recording.rows.length);
  const playback = createPlayback(options, recording);
  return { playback, device: createReplayDevice(options.unit ?? 1, recording, playback) };
}

function createPlayback(options: ReplayOptions, recording: Recording): Playback {
  const first = options.offset ?? 0;
  const end = Math.min(recording.rows.length, first + (options.rows ?? recording.rows.length));
  return options.mode === "step"
    ? new StepPlayback(first, end, countRegisters(recording))
    : new TimedPlayback(recording.rows.slice(first, end), first, options.speed ?? 1, options.clock);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SimulatorsError(
      "SIMULATORS_FILE_UNREADABLE",
      `无法读取 ${file},请检查路径和权限。 · Cannot read ${file}; check the path and its permissions (${reason}).`,
      { file },
      { cause: error },
    );
  }
}

function checkOptions(options: ReplayOptions, available: number): void {
  const { offset = 0, rows = 1, speed = 1, unit = 1 } = options;
  const problems: string[] = [];
  if (!Number.isInteger(offset) || offset < 0 || offset >= available) {
    problems.push(`offset ${offset}: 0..${available - 1}`);
  }
  if (!Number.isInteger(rows) || rows < 1) problems.push(`rows ${rows}: >= 1`);
  if (!(speed > 0 && Number.isFinite(speed))) problems.push(`speed ${speed}: > 0`);
  if (!Number.isInteger(unit) || unit < 1 || unit > 247) problems.push(`unit ${unit}: 1..247`);
  if (problems.length === 0) return;
  const listed = problems.join("; ");
  throw new SimulatorsError(
    "SIMULATORS_REPLAY_OPTIONS_INVALID",
    `${options.file} 的回放参数超出范围。 · Replay options for ${options.file} are out of range: ${listed}`,
    { file: options.file, problems: listed, rows: available },
  );
}
