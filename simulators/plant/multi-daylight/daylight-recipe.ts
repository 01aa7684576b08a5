// Pressing in openings: how long a load stays closed for a product. Platens are at 190 to 200 °C, so the core
// needs 4 to 6 s per millimetre to reach 100 °C (domain reference, P7); the hold is longer than that.

import { type PanelRecipe, panelRecipes } from "../panel-line/panel-recipe.ts";

/** Platens in one press, and so boards of one load. */
export const OPENINGS = 12;
const HOLD_S_PER_MM = 6.2;
const PLATENS_C = 195;
/** Cylinder oil at full pressure per N/mm² of specific pressure, bar. */
const BAR_PER_N_MM2 = 65;

/** Nominal length of the other phases, s (domain reference A1). */
export const PHASE_S = {
  loading: 25,
  closing: 20,
  pressurise: 15,
  decompress: 45,
  opening: 15,
  unloading: 12,
} as const;

const daylight = (recipe: PanelRecipe): PanelRecipe => ({
  ...recipe,
  zonesC: [PLATENS_C, PLATENS_C, PLATENS_C, PLATENS_C, PLATENS_C],
});

const [first, ...others] = panelRecipes;

/** The same boards as from a continuous press, at the even temperature of a daylight press. */
export const daylightRecipes: readonly [PanelRecipe, ...PanelRecipe[]] = [
  daylight(first),
  ...others.map(daylight),
];

export function holdS({ rawMm, pressFactor }: PanelRecipe): number {
  return (HOLD_S_PER_MM * rawMm * pressFactor) / 5;
}

export function cycleS(recipe: PanelRecipe): number {
  return holdS(recipe) + Object.values(PHASE_S).reduce((sum, seconds) => sum + seconds, 0);
}

/** At the beginning of the hold. */
export function peakBar({ pressures }: PanelRecipe): number {
  return BAR_PER_N_MM2 * pressures[0];
}

/** Boards per hour without any loss: 2 % faster than set. */
export function idealLoadBoardsPerHour(recipe: PanelRecipe): number {
  return (1.02 * OPENINGS * 3_600) / cycleS(recipe);
}
