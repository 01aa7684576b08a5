// Writes a cassette while a plant runs, real or fast: a sink of scans. Instants become offsets at once. Packed in
// whole gzip members where the name ends in .gz, so a killed run leaves all but its last pack.

import { closeSync, openSync, writeSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { SimulatorsError } from "../errors.ts";
import type { PointValue } from "../plant/plant.ts";
import { type CassetteHeader, cassetteFormat, cassetteLimits, typeOfValue } from "./cassette.ts";

const PACK_BYTES = 1 << 18;

export class CassetteWriter {
  readonly #file: string;
  readonly #handle: number;
  readonly #header: CassetteHeader;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #bytes = 0;
  #rows = 0;
  #dropped = 0;
  #first = 0;
  #last = Number.NEGATIVE_INFINITY;

  /** Makes the file. Throws SIMULATORS_CASSETTE_UNWRITABLE, also where it is there already. */
  constructor(file: string, header: Omit<CassetteHeader, "format" | "simulated">) {
    this.#file = file;
    this.#header = { format: cassetteFormat, simulated: true, ...header };
    this.#handle = this.#guarded(() => openSync(file, "wx"));
    this.#append(JSON.stringify(this.#header));
  }

  /** Rows beyond the format's limits: they are not in the file. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * @param at ms since the epoch; later than the row before. @param values one per point, of its type.
   * Throws RangeError for what no row can be, SIMULATORS_CASSETTE_UNWRITABLE.
   */
  add(at: number, values: readonly PointValue[]): void {
    this.#check(at, values);
    const { rows, values: most, bytes } = cassetteLimits;
    const text = `[${at - (this.#rows === 0 ? at : this.#first)},${values.map(textOf).join(",")}]`;
    const full =
      this.#rows >= rows ||
      (this.#rows + 1) * values.length > most ||
      this.#bytes + Buffer.byteLength(text) + 1 > bytes;
    if (full) {
      this.#dropped += 1;
      return;
    }
    if (this.#rows === 0) this.#first = at;
    this.#last = at;
    this.#rows += 1;
    this.#append(text);
  }

  close(): void {
    this.#guarded(() => {
      this.#pack();
      closeSync(this.#handle);
    });
  }

  #check(at: number, values: readonly PointValue[]): void {
    const { points } = this.#header;
    if (!Number.isSafeInteger(at) || at <= this.#last) {
      throw new RangeError(`${at} is no whole ms after ${this.#last}`);
    }
    if (values.length !== points.length) {
      throw new RangeError(`${values.length} values for ${points.length} points`);
    }
    points.forEach(({ point, type }, n) => {
      if (typeOfValue(values[n]) === type) return;
      throw new RangeError(`${point} is a ${type}, not ${String(values[n])}`);
    });
  }

  #append(line: string): void {
    const bytes = Buffer.byteLength(line) + 1;
    this.#bytes += bytes;
    this.#waiting.push(line);
    this.#waitingBytes += bytes;
    if (this.#waitingBytes >= PACK_BYTES) this.#guarded(() => this.#pack());
  }

  #pack(): void {
    if (this.#waiting.length === 0) return;
    const text = `${this.#waiting.join("\n")}\n`;
    this.#waiting = [];
    this.#waitingBytes = 0;
    const bytes = this.#file.endsWith(".gz") ? gzipSync(text) : Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#handle, bytes, at);
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SimulatorsError(
        "SIMULATORS_CASSETTE_UNWRITABLE",
        `无法写入录带 ${this.#file},请检查目录、权限和磁盘,或换一个文件名。 · Cannot write the cassette ${this.#file}; check folder, permissions and disk, or choose another name (${reason}).`,
        { file: this.#file },
        { cause: error },
      );
    }
  }
}

/** As JSON, and −0 as itself. */
function textOf(value: PointValue): string {
  return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}
