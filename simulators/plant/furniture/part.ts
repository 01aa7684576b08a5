// Cabinet parts and the nests that they are cut from. A nest fills one sheet of 2440 × 1220 mm; what its
// parts do not use is offcut (domain reference A2: 12 to 25 parts a sheet, 82 to 92 % yield).

import type { Random } from "../random.ts";

export type Part = {
  readonly lengthM: number;
  readonly widthM: number;
  /** Holes that the six-side drill makes in it. */
  readonly holes: number;
  /** A groove for the back panel, milled along its length before the contours. */
  readonly groove: boolean;
};

export type Nest = {
  readonly parts: readonly Part[];
  /** Area of the parts ÷ area of the sheet, %. */
  readonly yieldPercent: number;
};

export const SHEET_AREA_M2 = 2.44 * 1.22;
const USUAL_PARTS = 16;
const MOST_PARTS = 19;

/** @param count parts of the nest; absent: an ordinary number of them. */
export function createNest(random: Random, count?: number): Nest {
  const parts = count ?? Math.floor(random.between(13, MOST_PARTS + 1));
  const usedShare = random.between(0.83, 0.915) * Math.min(1, parts / 12);
  const weights = Array.from({ length: parts }, () => random.between(0.5, 1.5));
  const weightSum = weights.reduce((total, weight) => total + weight, 0);
  const cut = weights.map((weight) =>
    createPart(random, (usedShare * SHEET_AREA_M2 * weight) / weightSum),
  );
  return { parts: cut, yieldPercent: usedShare * 100 };
}

/** A part as it stands in a buffer: of the usual size. */
export function createPart(random: Random, areaM2 = (0.87 * SHEET_AREA_M2) / USUAL_PARTS): Part {
  const widthM = Math.sqrt(areaM2 * random.between(0.35, 0.75));
  return {
    lengthM: areaM2 / widthM,
    widthM,
    holes: Math.round(random.between(8, 30)),
    groove: random.uniform() < 0.4,
  };
}
