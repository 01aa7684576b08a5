// A recorded CSV or a cassette, opened and ready to be served: the device and the playback behind it.

import { readFile } from "node:fs/promises";
import type { Clock } from "#contracts/time.ts";
import { cassetteOfCsv } from "../cassette/csv-cassette.ts";
import { readCassette } from "../cassette/read-cassette.ts";
import { Tape } from "../cassette/tape.ts";
import { SimulatorsError } from "../errors.ts";
import type { RegisterDevice } from "../servers/register-device.ts";
import type { Playback } from "./playback.ts";
import { createReplayDevice } from "./replay-device.ts";

export interface ReplayOptions {
  /** A cassette where the name ends in .jsonl or .jsonl.gz, else a CSV. */
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
  readonly tape: Tape;
  readonly device: RegisterDevice;
  readonly playback: Playback;
}

/**
 * A CSV becomes a cassette first. Timed playing begins when this returns. Throws SIMULATORS_FILE_UNREADABLE,
 * SIMULATORS_CSV_INVALID, SIMULATORS_CASSETTE_INVALID, SIMULATORS_REPLAY_OPTIONS_INVALID.
 */
export async function openReplay(options: ReplayOptions): Promise<Replay> {
  const { file, unit = 1 } = options;
  const bytes = await readBytes(file);
  const isCassette = /\.jsonl(\.gz)?$/i.test(file);
  const cassette = isCassette ? readCassette(bytes, file) : cassetteOfCsv(bytes, file);
  checkOptions(options, cassette.rows.length);
  const tape = new Tape(cassette, options);
  const { playback } = tape;
  return { tape, playback, device: createReplayDevice(unit, tape.registerRows(), playback) };
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
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
