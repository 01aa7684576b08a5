// One board on its way from the press to the saw.

import { MOISTURE_LOSS, type PanelRecipe } from "./panel-recipe.ts";

export interface Board {
  readonly recipe: PanelRecipe;
  /** Out of the press, before sanding, mm. */
  readonly rawThicknessMm: number;
  /** Now, mm. */
  readonly thicknessMm: number;
  /** kg/m³, conditioned. */
  readonly densityKgM3: number;
  /** At which the machines behind the press are set to take it, mm/s. */
  readonly feedMmS: number;
}

/** @param areaWeight of the mat it was pressed from, kg/m². */
export function boardFrom(
  areaWeight: number,
  rawThicknessMm: number,
  recipe: PanelRecipe,
  feedMmS: number,
): Board {
  const densityKgM3 = (areaWeight * (1 - MOISTURE_LOSS) * 1000) / rawThicknessMm;
  return { recipe, rawThicknessMm, thicknessMm: rawThicknessMm, densityKgM3, feedMmS };
}
