// What the line can make: form, density × thickness × width, binder, and the charge of the furnace for the
// acidity coefficient. The density is a lower limit [S: product sheets to GB/T 25975]; the mat's edges are
// lighter than its middle, so the boards lie a little above it.

import type { RockMix } from "./raw-material.ts";

export interface ChargeRecipe {
  readonly id: string;
  readonly acidity: number;
  /** 480 kg of rock. */
  readonly mix: RockMix;
}

/** Mk as `meltOf` has it: 1.86 and 1.66. */
const charges = {
  mk18: {
    id: "MK1.8",
    acidity: 1.85,
    mix: { basalt: 252, dolomite: 58, slag: 50, briquette: 120 },
  },
  mk16: {
    id: "MK1.6",
    acidity: 1.65,
    mix: { basalt: 226, dolomite: 66, slag: 74, briquette: 114 },
  },
} as const satisfies Record<string, ChargeRecipe>;

export interface WoolRecipe {
  readonly id: string;
  readonly product: string;
  readonly form: "board" | "felt" | "strip";
  readonly densityKgM3: number;
  readonly thicknessMm: number;
  readonly widthMm: number;
  readonly lengthMm: number;
  /** Lengthwise cuts of the trimmed mat of 1.8 m: pieces beside each other. */
  readonly lanes: number;
  readonly piecesPerPack: number;
  /** Binder solids on fibre, %. */
  readonly loi: number;
  readonly crimpRatio: number;
  readonly charge: ChargeRecipe;
}

const board = { form: "board", widthMm: 600, lengthMm: 1_200, lanes: 3 } as const;

/** The first is what a line makes that begins warm: the demo's reference product. */
export const woolRecipes: readonly WoolRecipe[] = [
  {
    ...board,
    id: "RWB-100-50-600",
    product: "rock-wool board 50 mm 100 kg/m³",
    densityKgM3: 100,
    thicknessMm: 50,
    piecesPerPack: 8,
    loi: 3.5,
    crimpRatio: 3.2,
    charge: charges.mk18,
  },
  {
    ...board,
    id: "RWB-140-100-600",
    product: "rock-wool board 100 mm 140 kg/m³",
    densityKgM3: 140,
    thicknessMm: 100,
    piecesPerPack: 3,
    loi: 4,
    crimpRatio: 3.6,
    charge: charges.mk18,
  },
  {
    id: "RWF-80-50-900",
    product: "rock-wool felt 50 mm 80 kg/m³",
    form: "felt",
    densityKgM3: 80,
    thicknessMm: 50,
    widthMm: 900,
    lengthMm: 5_000,
    lanes: 2,
    piecesPerPack: 1,
    loi: 2.8,
    crimpRatio: 3.2,
    charge: charges.mk16,
  },
  {
    ...board,
    id: "RWB-120-80-600",
    product: "rock-wool board 80 mm 120 kg/m³",
    densityKgM3: 120,
    thicknessMm: 80,
    piecesPerPack: 4,
    loi: 3.8,
    crimpRatio: 3.4,
    charge: charges.mk18,
  },
  {
    id: "RWS-120-100-150",
    product: "rock-wool strip 100 mm 120 kg/m³",
    form: "strip",
    densityKgM3: 120,
    thicknessMm: 100,
    widthMm: 150,
    lengthMm: 1_200,
    lanes: 12,
    piecesPerPack: 16,
    loi: 3.8,
    crimpRatio: 3.5,
    charge: charges.mk16,
  },
];

/** Weight of the mat for `recipe`, kg/m². */
export function matWeightOf({ densityKgM3, thicknessMm }: WoolRecipe): number {
  return (densityKgM3 * thicknessMm) / 1000;
}

/** Volume of one piece, m³. */
export function pieceVolumeOf({ thicknessMm, widthMm, lengthMm }: WoolRecipe): number {
  return (thicknessMm * widthMm * lengthMm) / 1e9;
}
