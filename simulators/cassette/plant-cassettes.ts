// One cassette per plant of a running scenario. A full disk ends the cassettes, not the plants, and is told.

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { SimulatorsError } from "../errors.ts";
import type { PlantScan } from "../stepping/plant-stepper.ts";
import { CassetteRecorder } from "./cassette-recorder.ts";

export interface RecordedPlant {
  readonly id: string;
  readonly line: string;
  readonly seed: number;
  readonly points: readonly string[];
  scan(): PlantScan;
}

/**
 * Makes the folder. Throws SIMULATORS_CASSETTE_UNWRITABLE where that fails, or naming every cassette that is
 * there already.
 */
export function makeCassetteFolder(folder: string, plants: readonly string[]): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SimulatorsError(
      "SIMULATORS_CASSETTE_UNWRITABLE",
      `建不了录带目录 ${folder},请检查路径和权限 · cannot make the folder of cassettes ${folder}; check path and permissions (${reason})`,
      { folder, reason },
      { cause },
    );
  }
  const there = plants.map((id) => fileOf(folder, id)).filter((file) => existsSync(file));
  if (there.length === 0) return;
  const files = there.join(", ");
  throw new SimulatorsError(
    "SIMULATORS_CASSETTE_UNWRITABLE",
    `录带已存在,请移走或换一个目录 · cassettes are there already, move them or choose another folder: ${files}`,
    { files },
  );
}

function fileOf(folder: string, id: string): string {
  return join(folder, `${id}.cassette.jsonl.gz`);
}

export class PlantCassettes {
  readonly #plants: readonly RecordedPlant[];
  readonly #log: (line: string) => void;
  #recorders: readonly CassetteRecorder[];

  /** Files `<folder>/<id>.cassette.jsonl.gz` are made at the first row; makeCassetteFolder comes before. */
  constructor(
    folder: string,
    scenario: string,
    plants: readonly RecordedPlant[],
    log: (line: string) => void,
  ) {
    this.#plants = plants;
    this.#log = log;
    this.#recorders = plants.map(
      ({ id, line, seed, points }) =>
        new CassetteRecorder({
          file: fileOf(folder, id),
          from: { line, seed, scenario },
          points,
        }),
    );
  }

  /** A row of every plant. */
  take(): void {
    this.#guarded(() => {
      for (const [n, recorder] of this.#recorders.entries()) {
        const scan = this.#plants[n]?.scan();
        if (scan !== undefined) recorder.take(scan);
      }
    });
  }

  close(): void {
    const dropped = this.#recorders.reduce((sum, recorder) => sum + recorder.dropped, 0);
    if (dropped > 0) {
      this.#log(`录带缺 ${dropped} 行:太长 · cassettes lack ${dropped} rows: too long`);
    }
    this.#guarded(() => {
      for (const recorder of this.#recorders) recorder.close();
    });
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#recorders = [];
      const reason = error instanceof Error ? error.message : String(error);
      this.#log(`录带到此为止 · cassettes end here: ${reason}`);
    }
  }
}
