// Glue that an edge bander uses: grams per square metre of edge, which wander with the gap at the roller, taken from
// granules on a scale that the operator fills up.

import { Drift } from "../drift.ts";
import type { Random } from "../random.ts";
import { Instrument } from "./sensor.ts";

const USUAL_G_PER_M2 = 182;
const FULL_KG = 12;
const REFILL_BELOW_KG = 2.5;

export class GlueStore {
  readonly #coverage: Drift;
  readonly #scale: Instrument;
  readonly #random: Random;
  #kg: number;
  #usedKg: number;
  #refills = 0;

  /** @param usedKg since ever. @param leftKg on the scale; default: some. */
  constructor(random: Random, usedKg: number, leftKg?: number) {
    this.#coverage = new Drift(random.fork("coverage"), {
      sigma: 8,
      tauMs: 40 * 60_000,
      limit: 25,
    });
    this.#scale = new Instrument({
      random: random.fork("scale"),
      sigma: 0.012,
      perUnit: 100,
      least: 0,
    });
    this.#random = random.fork("refill");
    this.#kg = leftKg ?? this.#random.between(5, 11);
    this.#usedKg = usedKg;
  }

  drift(dtMs: number): void {
    this.#coverage.step(dtMs);
    this.#scale.sample(this.#kg);
  }

  /** g/m² of edge; 150 to 220 in the domain reference. */
  gPerM2(): number {
    return USUAL_G_PER_M2 + this.#coverage.value();
  }

  /** Takes the glue for `edgeM` metres of an edge of `edgeMm`; returns grams. */
  use(edgeM: number, edgeMm: number): number {
    const grams = edgeM * (edgeMm / 1000) * this.gPerM2();
    this.#usedKg += grams / 1000;
    this.#kg -= grams / 1000;
    if (this.#kg < REFILL_BELOW_KG) {
      this.#kg = FULL_KG * this.#random.between(0.85, 1);
      this.#refills += 1;
    }
    return grams;
  }

  /** On the scale, kg. */
  levelReading(): number {
    return this.#scale.value();
  }

  leftKg(): number {
    return this.#kg;
  }

  usedKg(): number {
    return this.#usedKg;
  }

  refills(): number {
    return this.#refills;
  }
}
