// One cassette per plant of a running scenario. A full disk ends the cassettes, not the plants, and is told.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { PlantScan } from "../stepping/plant-stepper.ts";
import { CassetteRecorder } from "./cassette-recorder.ts";

export interface RecordedPlant {
  readonly id: string;
  readonly line: string;
  readonly seed: number;
  readonly points: readonly string[];
  scan(): PlantScan;
}

export class PlantCassettes {
  readonly #plants: readonly RecordedPlant[];
  readonly #log: (line: string) => void;
  #recorders: readonly CassetteRecorder[];

  /** Files `<folder>/<id>.cassette.jsonl.gz` are made at the first row and must not be there. */
  constructor(
    folder: string,
    scenario: string,
    plants: readonly RecordedPlant[],
    log: (line: string) => void,
  ) {
    mkdirSync(folder, { recursive: true });
    this.#plants = plants;
    this.#log = log;
    this.#recorders = plants.map(
      ({ id, line, seed, points }) =>
        new CassetteRecorder({
          file: join(folder, `${id}.cassette.jsonl.gz`),
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
