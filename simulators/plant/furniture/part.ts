// Cabinet parts and the nests that they are cut from. A nest fills one sheet of 2440 × 1220 mm; what its
// parts do not use is offcut (domain reference A2: 12 to 25 parts a sheet, 82 to 92 % yield).

import type { Random } from "../random.ts";
import { type PartIdentity, type PartTimes, partStages, twoDigits } from "./order.ts";

export type Part = PartIdentity & {
  readonly lengthM: number;
  readonly widthM: number;
  readonly thicknessMm: number;
  /** Edge codes of the four sides: front, back, left, right. */
  readonly edges: readonly [string, string, string, string];
  /** Drilling program. */
  readonly drilling: string;
  /** Holes that the six-side drill makes in it. */
  readonly holes: number;
  /** A groove for the back panel, milled along its length before the contours. */
  readonly groove: boolean;
  readonly at: PartTimes;
};

export type Nest = {
  readonly parts: readonly Part[];
  /** Area of the parts ÷ area of the sheet, %. */
  readonly yieldPercent: number;
};

export const SHEET_LENGTH_M = 2.44;
export const SHEET_WIDTH_M = 1.22;
const SHEET_AREA_M2 = SHEET_LENGTH_M * SHEET_WIDTH_M;
export const BOARD_MM = 18;
const USUAL_PARTS = 16;
const EDGE_CODES = ["E1.0", "E0.8", "E2.0"] as const;

/** @param identities of its parts, 1 to 25. */
export function createNest(random: Random, identities: readonly PartIdentity[]): Nest {
  const usedShare = random.between(0.83, 0.915) * Math.min(1, identities.length / 12);
  const weights = identities.map(() => random.between(0.5, 1.5));
  const weightSum = weights.reduce((total, weight) => total + weight, 0);
  const parts = identities.map((identity, n) =>
    createPart(random, identity, (usedShare * SHEET_AREA_M2 * (weights[n] ?? 1)) / weightSum),
  );
  return { parts, yieldPercent: usedShare * 100 };
}

/** A part as it stands in a buffer: of the usual size. */
export function createPart(
  random: Random,
  identity: PartIdentity,
  areaM2 = (0.87 * SHEET_AREA_M2) / USUAL_PARTS,
): Part {
  const widthM = Math.sqrt(areaM2 * random.between(0.35, 0.75));
  const holes = Math.round(random.between(8, 30));
  const groove = random.uniform() < 0.4;
  const front = EDGE_CODES[Math.floor(random.uniform() * EDGE_CODES.length)] ?? "E1.0";
  return {
    ...identity,
    lengthM: areaM2 / widthM,
    widthM,
    thicknessMm: BOARD_MM,
    edges: [front, "E0.8", "E0.8", "E0.8"],
    drilling: `D6-${twoDigits(holes)}${groove ? "G" : ""}`,
    holes,
    groove,
    at: { cut: 0, edge: 0, drill: 0, sort: 0, pack: 0 },
  };
}

/** Notes the stations that a part had passed before the simulation began, five minutes apart. */
export function backdate(part: Part, stages: number, now: number): Part {
  for (let n = 0; n < stages; n += 1) {
    const stage = partStages[n];
    if (stage !== undefined) part.at[stage] = now - (stages - n) * 300_000;
  }
  return part;
}
