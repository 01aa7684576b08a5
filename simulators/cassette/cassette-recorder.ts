// Records a run on a cassette, real or fast: whoever scans the plant hands every scan on.

import type { PlantScan } from "../stepping/plant-stepper.ts";
import { type CassetteHeader, typeOfValue } from "./cassette.ts";
import { CassetteWriter } from "./cassette-writer.ts";

export interface RecorderOptions {
  /** Made at the first scan; must not be there. */
  readonly file: string;
  readonly from: CassetteHeader["from"];
  /** In the order of the scans' values. */
  readonly points: readonly string[];
  /** UNECE codes by point, as far as they are known. */
  readonly units?: ReadonlyMap<string, string>;
}

export class CassetteRecorder {
  readonly #options: RecorderOptions;
  #writer: CassetteWriter | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Scans beyond the format's limits: they are not on the cassette. */
  get dropped(): number {
    return this.#writer?.dropped ?? 0;
  }

  /** What type a point has, its first value says. Throws what CassetteWriter throws. */
  take({ at, values }: PlantScan): void {
    this.#writer ??= this.#begin(values);
    this.#writer.add(at, values);
  }

  close(): void {
    this.#writer?.close();
  }

  #begin(values: PlantScan["values"]): CassetteWriter {
    const { file, from, points, units } = this.#options;
    return new CassetteWriter(file, {
      from,
      points: points.map((point, n) => {
        const type = typeOfValue(values[n]);
        if (type === undefined) throw new RangeError(`${point} has no value to begin with`);
        const unit = units?.get(point);
        return { point, ...(unit === undefined ? {} : { unit }), type };
      }),
    });
  }
}
