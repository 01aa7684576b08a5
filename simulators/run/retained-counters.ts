// Counters that a controller keeps through a power cut. The file has two slots of fixed size, written in
// turn and in place, each one line of JSON with its CRC-32: a write that was cut off leaves the slot
// before it. Writing is cheap enough for every step, before anyone can read the new values, so that a
// killed plant comes back with no counter behind what it has shown.
// A file without a readable slot is kept aside and said aloud; counters then begin anew.

import {
  closeSync,
  fdatasync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { SimulatorsError } from "../errors.ts";

const SLOT_BYTES = 16_384;

const slotSchema = z.strictObject({
  simulated: z.literal(true),
  plant: z.string(),
  /** Rises by one with each write; the higher slot is the newer. */
  number: z.int(),
  counters: z.record(z.string(), z.number()),
});
type Slot = z.output<typeof slotSchema>;

export interface RetainOptions {
  readonly path: string;
  /** Which plant; counters of another are refused. */
  readonly plant: string;
  /** ms since the epoch; names a damaged file. */
  readonly now: number;
  readonly log: (line: string) => void;
}

/**
 * Opens the file, making it where it is missing.
 * Throws SIMULATORS_RETAIN_FOREIGN for a file of another plant, SIMULATORS_RETAIN_UNUSABLE.
 */
export function openRetainedCounters(options: RetainOptions): RetainedCounters {
  const { path, plant } = options;
  try {
    const last = readLast(options);
    if (last !== undefined && last.plant !== plant) throw foreign(path, last.plant, plant);
    return new RetainedCounters(options, openSync(path, last === undefined ? "w+" : "r+"), last);
  } catch (error) {
    throw error instanceof SimulatorsError ? error : unusable(path, error);
  }
}

export class RetainedCounters {
  readonly #options: RetainOptions;
  /** What the file held when it was opened; empty where it was new or damaged. */
  readonly loaded: Readonly<Record<string, number>>;
  #file: number | undefined;
  #number: number;
  #failure: string | undefined;

  /** Use openRetainedCounters. */
  constructor(options: RetainOptions, file: number, last: Slot | undefined) {
    this.#options = options;
    this.#file = file;
    this.#number = last?.number ?? 0;
    this.loaded = last?.counters ?? {};
    // Both slots take their room now, so that a disk that fills up later cannot stop them.
    for (let slot = 0; slot < 2; slot += 1) this.save(this.loaded);
  }

  /** Survives the end of the process, however it comes. A disk that refuses is told once. */
  save(counters: Readonly<Record<string, number>>): void {
    const file = this.#file;
    if (file !== undefined) this.#attempt(() => this.#put(file, counters));
  }

  /** Survives the end of the machine too; in the background, and a refusal shows at close. */
  sync(): void {
    if (this.#file !== undefined) fdatasync(this.#file, () => undefined);
  }

  /** Saves for the last time; may be called again. */
  close(counters: Readonly<Record<string, number>>): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    this.#attempt(() => {
      this.#put(file, counters);
      fsyncSync(file);
    });
    closeSync(file);
  }

  #put(file: number, counters: Readonly<Record<string, number>>): void {
    this.#number += 1;
    const slot: Slot = {
      simulated: true,
      plant: this.#options.plant,
      number: this.#number,
      counters,
    };
    writeSync(file, encode(slot), 0, SLOT_BYTES, (this.#number % 2) * SLOT_BYTES);
  }

  #attempt(work: () => void): void {
    const { path, log } = this.#options;
    try {
      work();
      this.#failure = undefined;
    } catch (error) {
      const reason = String(error);
      if (reason !== this.#failure) {
        log(`计数器未能写入 · counters could not be written: ${path} (${reason})`);
      }
      this.#failure = reason;
    }
  }
}

function encode(slot: Slot): Buffer {
  const json = JSON.stringify(slot);
  const line = `${checksum(json)} ${json}`;
  if (Buffer.byteLength(line) >= SLOT_BYTES) throw new RangeError("too many counters");
  const bytes = Buffer.alloc(SLOT_BYTES, " ");
  bytes.write(line);
  bytes.write("\n", SLOT_BYTES - 1);
  return bytes;
}

function decode(bytes: Buffer): Slot | undefined {
  const [, sum, json] = /^([0-9a-f]{8}) (.*?) *\n$/.exec(bytes.toString("utf8")) ?? [];
  if (json === undefined || checksum(json) !== sum) return undefined;
  return slotSchema.safeParse(JSON.parse(json)).data;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}

/** The newer readable slot; undefined where there is no file yet, or after putting a damaged one aside. */
function readLast({ path, now, log }: RetainOptions): Slot | undefined {
  const bytes = readIfPresent(path);
  if (bytes.length === 0) return undefined;
  const slots = [bytes.subarray(0, SLOT_BYTES), bytes.subarray(SLOT_BYTES, 2 * SLOT_BYTES)]
    .map(decode)
    .filter((slot) => slot !== undefined)
    .sort((a, b) => b.number - a.number);
  if (slots[0] !== undefined) return slots[0];
  const aside = `${path}.damaged-${now}`;
  renameSync(path, aside);
  log(
    `保持文件 ${path} 已损坏,计数器从头开始;原文件留在 ${aside} · ` +
      `retain file ${path} is damaged, counters begin anew; it is kept as ${aside}`,
  );
  return undefined;
}

function readIfPresent(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return Buffer.alloc(0);
    }
    throw error;
  }
}

function foreign(path: string, plant: string, wanted: string): SimulatorsError {
  return new SimulatorsError(
    "SIMULATORS_RETAIN_FOREIGN",
    `保持文件 ${path} 属于 ${plant},不属于 ${wanted}:请换一个文件。 · ` +
      `Retain file ${path} belongs to ${plant}, not to ${wanted}: name another file.`,
    { file: path, plant, wanted },
  );
}

function unusable(path: string, cause: unknown): SimulatorsError {
  return new SimulatorsError(
    "SIMULATORS_RETAIN_UNUSABLE",
    `保持文件 ${path} 不能用,请检查目录和权限。 · Retain file ${path} cannot be used; check the folder and its permissions (${cause}).`,
    { file: path },
    { cause },
  );
}
