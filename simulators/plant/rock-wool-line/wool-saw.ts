// Saw at the end of the line: trims the cured mat to 1.8 m, slits it into lanes and cuts each at length. Gauges
// before it weigh and measure the running mat. It is the pace machine: it counts good and rejected pieces and
// shows the efficiency of the shift. kg/m³, mm.
// The outer 100 mm of each edge are thin: a tenth of the width is trimmed and 6 % of the mass is waste; the middle
// is as much heavier than the mean.

import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { MAT_WIDTH_M } from "./collector.ts";
import { isEmpty } from "./curing-oven.ts";
import { WoolDrive } from "./wool-drive.ts";
import { sawSignals } from "./wool-line-signals.ts";
import { matWeightOf, type WoolRecipe } from "./wool-recipe.ts";
import { type Inputs, inputPoints, inputsOf } from "./wool-signal.ts";
import { type WoolState, woolState } from "./wool-state.ts";

export const TRIM_SHARE = 0.06;
/** Density of the middle against that of the whole width. */
export const MIDDLE = (1 - TRIM_SHARE) / 0.9;
const DENSITY_TOLERANCE = 0.08;
const FLAW_SHARE = 0.005;
/** Below this the binder has not cured. */
const LEAST_CORE_C = 175;

export interface SawGiven {
  readonly speedMMin: number;
  /** Of the mat that arrives, kg/m², and its binder as a share of fibre. */
  readonly weight: number;
  readonly loi: number;
  readonly coreC: number;
  readonly heightMm: number;
  readonly recipe: WoolRecipe;
  readonly oee: number;
  readonly running: boolean;
}

export interface CutPieces {
  readonly cut: number;
  readonly good: number;
}

const nothing: CutPieces = { cut: 0, good: 0 };

export class WoolSaw {
  readonly motor: WoolDrive;
  readonly total: Counter;
  readonly good: Counter;
  readonly rejected: Counter;
  readonly cuts: Counter;
  readonly trimKg: Counter;
  readonly #chance: Random;
  readonly #height: Drift;
  readonly #inputs: Inputs<keyof typeof sawSignals>;
  #cutMm = 0;
  #densityKgM3 = 0;
  #trimKgH = 0;
  #cutting = false;
  #oee = 0;

  constructor(random: Random, running: boolean) {
    this.#chance = random.fork("flaws");
    this.#height = new Drift(random.fork("height"), { sigma: 0.25, tauMs: 180_000, limit: 0.8 });
    this.motor = new WoolDrive({
      random: random.fork("motor"),
      ratedKw: 60,
      idleShare: 0.35,
      rampMs: 4_000,
      inrush: 5,
      tauMs: 1_000,
      ripple: 0.01,
      on: running,
      load: 0.7,
    });
    this.#inputs = inputsOf(random.fork("inputs"), sawSignals);
    const history = random.fork("history");
    const total = Math.floor(history.between(2e6, 5e6));
    const rejected = Math.floor(total * history.between(0.012, 0.022));
    this.total = new Counter(total);
    this.rejected = new Counter(rejected);
    this.good = new Counter(total - rejected);
    this.cuts = new Counter(total / 3);
    this.trimKg = new Counter(total * 0.45);
  }

  /** A mat is under the saw. */
  cutting(): boolean {
    return this.#cutting;
  }

  densityKgM3(): number {
    return this.#densityKgM3;
  }

  /** Returns the pieces that were cut in this step. */
  step(dtMs: number, given: SawGiven, lineVoltageV: number): CutPieces {
    const { recipe, speedMMin, weight } = given;
    this.#oee = given.oee;
    this.#height.step(dtMs);
    const thicknessMm = given.heightMm + this.#height.value();
    this.#cutting = !isEmpty(weight, matWeightOf(recipe)) && speedMMin > 0;
    this.#densityKgM3 = (MIDDLE * weight * 1000) / thicknessMm;
    const matKgH = this.#cutting ? weight * MAT_WIDTH_M * speedMMin * 60 : 0;
    this.#trimKgH = TRIM_SHARE * matKgH;
    this.trimKg.add((this.#trimKgH * dtMs) / 3_600_000);
    const { running } = given;
    this.motor.step(dtMs, running, this.#cutting ? 0.4 + matKgH / 14_000 : 0, lineVoltageV);
    this.#inputs["quality.density"].sample(this.#densityKgM3);
    this.#inputs["quality.thickness"].sample(this.#cutting ? thicknessMm : 0);
    this.#inputs["current.motor"].sample(this.motor.currentA);
    if (!this.#cutting) return nothing;
    return this.#cut((speedMMin * 1000 * dtMs) / 60_000, given);
  }

  points(state: () => WoolState): Points {
    return {
      state,
      fault: () => state() === woolState.fault,
      "output.total": () => this.total.value(),
      "output.good": () => this.good.value(),
      "output.rejected": () => this.rejected.value(),
      "count.cut": () => this.cuts.value(),
      "waste.trim.total": () => this.trimKg.value(),
      "waste.trim": () => Math.round(10 * this.#trimKgH) / 10,
      oee: () => this.#oee,
      ...inputPoints(this.#inputs, sawSignals),
    };
  }

  #cut(movedMm: number, given: SawGiven): CutPieces {
    const { recipe } = given;
    this.#cutMm += movedMm;
    if (this.#cutMm < recipe.lengthMm) return nothing;
    this.#cutMm -= recipe.lengthMm;
    // Lengthwise and crosswise.
    this.cuts.add(1);
    const right = this.#right(given);
    let good = 0;
    for (let lane = 0; right && lane < recipe.lanes; lane += 1) {
      if (this.#chance.uniform() >= FLAW_SHARE) good += 1;
    }
    this.total.add(recipe.lanes);
    this.good.add(good);
    this.rejected.add(recipe.lanes - good);
    return { cut: recipe.lanes, good };
  }

  #right({ recipe, loi, coreC }: SawGiven): boolean {
    const off = Math.abs(this.#densityKgM3 / (MIDDLE * recipe.densityKgM3) - 1);
    return off <= DENSITY_TOLERANCE && 100 * loi > 0.75 * recipe.loi && coreC > LEAST_CORE_C;
  }
}

/** Pieces of the reference product that take as much wool as `pieces` of `recipe`. */
export function referencePieces(pieces: number, recipe: WoolRecipe, reference: WoolRecipe): number {
  const perPiece = (each: WoolRecipe): number => (matWeightOf(each) * each.lengthMm) / each.lanes;
  return (pieces * perPiece(recipe)) / perPiece(reference);
}
