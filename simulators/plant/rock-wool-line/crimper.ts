// Crimping section (打褶加压): presses the felt that the pendulum laid and pleats it, so that fibres stand up.
// Ratio of heights in front and behind. mm.

import { Lag } from "../lag.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { crimperSignals } from "./wool-line-signals.ts";
import { matWeightOf, type WoolRecipe } from "./wool-recipe.ts";
import { type Inputs, inputPoints, inputsOf } from "./wool-signal.ts";
import { type WoolState, woolState } from "./wool-state.ts";

/** The felt springs back and is pressed to its thickness by the oven's chains. */
const SPRING = 1.12;
const ADJUSTING_MS = 20_000;

export class Crimper {
  readonly #inputs: Inputs<keyof typeof crimperSignals>;
  readonly #height: Lag;
  #ratio: number;

  constructor(random: Random, recipe: WoolRecipe) {
    this.#inputs = inputsOf(random, crimperSignals);
    this.#height = new Lag(ADJUSTING_MS, SPRING * recipe.thicknessMm);
    this.#ratio = recipe.crimpRatio;
  }

  /** @param weight of the mat that comes in, kg/m²; 0: none. */
  step(dtMs: number, recipe: WoolRecipe, weight: number): void {
    this.#ratio = recipe.crimpRatio;
    const height = this.#height.step(dtMs, SPRING * recipe.thicknessMm);
    // Loose felt is the higher the heavier it is.
    const looseMm =
      SPRING * recipe.thicknessMm * recipe.crimpRatio * (weight / matWeightOf(recipe));
    this.#inputs.height.sample(height);
    this.#inputs.ratio.sample(Math.min(looseMm / height, 8));
  }

  points(state: () => WoolState): Points {
    return {
      state,
      fault: () => state() === woolState.fault,
      "ratio.sp": () => this.#ratio,
      ...inputPoints(this.#inputs, crimperSignals),
    };
  }
}
