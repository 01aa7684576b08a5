// Saw at the end of the line: trims the cured mat, slits it into three lanes and cuts each at length, so
// three boards fall at a time. Gauges before it weigh and measure the running mat. It is the pace machine:
// it counts good and rejected boards and shows the efficiency of the shift. kg/m³, mm.

import { AnalogInput } from "../analog-input.ts";
import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import { Motor } from "../motor.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { isEmpty } from "./curing-oven.ts";
import { type WoolState, woolState } from "./wool-state.ts";

export const BOARD_LENGTH_MM = 1_200;
export const LANES = 3;
const THICKNESS_MM = 50;
const DENSITY_KG_M3 = 100;
const DENSITY_TOLERANCE = 0.08;
const FLAW_SHARE = 0.005;

export class WoolSaw {
  readonly motor: Motor;
  readonly total: Counter;
  readonly good: Counter;
  readonly rejected: Counter;
  readonly #chance: Random;
  readonly #height: Drift;
  readonly #density: AnalogInput;
  readonly #thickness: AnalogInput;
  #cutMm = 0;
  #densityKgM3 = DENSITY_KG_M3;
  #state: WoolState = woolState.producing;
  #oee = 0;

  constructor(random: Random) {
    this.#chance = random.fork("flaws");
    this.#height = new Drift(random.fork("height"), { sigma: 0.25, tauMs: 180_000, limit: 0.8 });
    this.motor = new Motor({
      random: random.fork("motor"),
      ratedKw: 60,
      idleShare: 0.35,
      tauMs: 1_000,
      ripple: 0.01,
      load: 0.7,
    });
    this.#density = new AnalogInput({
      random: random.fork("weigher"),
      range: [0, 250],
      relativeSigma: 0.006,
    });
    this.#thickness = new AnalogInput({
      random: random.fork("gauge"),
      range: [0, 200],
      sigma: 0.15,
    });
    const history = random.fork("history");
    const total = Math.floor(history.between(2e6, 5e6));
    const rejected = Math.floor(total * history.between(0.012, 0.022));
    this.total = new Counter(total);
    this.rejected = new Counter(rejected);
    this.good = new Counter(total - rejected);
    this.step(100, { speedMMin: 7, weight: 5 }, 0, 400);
  }

  state(): WoolState {
    return this.#state;
  }

  /** Returns the boards that were cut in this step. */
  step(
    dtMs: number,
    mat: { readonly speedMMin: number; readonly weight: number },
    oee: number,
    lineVoltageV: number,
  ): { readonly cut: number; readonly good: number } {
    this.#oee = oee;
    this.#height.step(dtMs);
    const thicknessMm = THICKNESS_MM + this.#height.value();
    this.#densityKgM3 = (mat.weight * 1000) / thicknessMm;
    const empty = isEmpty(mat.weight);
    this.#state = empty ? woolState.starved : woolState.producing;
    this.#density.sample(this.#densityKgM3);
    this.#thickness.sample(empty ? 0 : thicknessMm);
    this.motor.step(dtMs, empty ? 0 : mat.speedMMin / 10, lineVoltageV);
    if (empty) return { cut: 0, good: 0 };
    return this.#cut((mat.speedMMin * 1000 * dtMs) / 60_000);
  }

  points(): Points {
    return {
      state: () => this.#state,
      fault: () => false,
      "output.total": () => this.total.value(),
      "output.good": () => this.good.value(),
      "output.rejected": () => this.rejected.value(),
      oee: () => this.#oee,
      "quality.density": () => this.#density.value(),
      "quality.thickness": () => this.#thickness.value(),
    };
  }

  #cut(movedMm: number): { cut: number; good: number } {
    this.#cutMm += movedMm;
    let cut = 0;
    let good = 0;
    while (this.#cutMm >= BOARD_LENGTH_MM) {
      this.#cutMm -= BOARD_LENGTH_MM;
      const off = Math.abs(this.#densityKgM3 / DENSITY_KG_M3 - 1) > DENSITY_TOLERANCE;
      for (let lane = 0; lane < LANES; lane += 1) {
        cut += 1;
        if (!off && this.#chance.uniform() >= FLAW_SHARE) good += 1;
      }
    }
    this.total.add(cut);
    this.good.add(good);
    this.rejected.add(cut - good);
    return { cut, good };
  }
}
