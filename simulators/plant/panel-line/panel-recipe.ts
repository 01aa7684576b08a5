// What a particleboard is made of and how it is pressed: one recipe per product. mm, kg/m³, %, °C, N/mm².
// Dosages are resin solids on dry wood (domain reference A1: surface 11–13 %, core 7–9 %); the press factor
// says how long a millimetre of raw board stays in the press. Formaldehyde classes: GB/T 39600.

import type { LayerName } from "./layer.ts";

export interface PanelRecipe {
  /** As orders and line models call it. */
  readonly name: string;
  readonly zh: string;
  /** Number of the press curve. */
  readonly curve: number;
  readonly finalMm: number;
  /** Aimed at behind the press, before sanding. */
  readonly rawMm: number;
  /** Conditioned board. */
  readonly densityKgM3: number;
  /** EN 312 / GB/T 4897 use class. */
  readonly grade: "P2" | "P3" | "P6";
  readonly formaldehyde: "E1" | "E0" | "ENF";
  readonly glue: Readonly<Record<LayerName, number>>;
  /** Seconds per millimetre of raw board. */
  readonly pressFactor: number;
  readonly zonesC: readonly [number, number, number, number, number];
  /** Specific pressure at entry, middle and exit. */
  readonly pressures: readonly [number, number, number];
}

/** Water that the mat loses in the press, share of its weight (domain reference, P2: 3–5 %). */
export const MOISTURE_LOSS = 0.04;

/** Of the mat before the press, kg/m². */
export function areaWeightOf({ densityKgM3, rawMm }: PanelRecipe): number {
  return (densityKgM3 * rawMm) / 1000 / (1 - MOISTURE_LOSS);
}

const standard: PanelRecipe = {
  name: "particleboard 18 mm",
  zh: "刨花板 18 mm",
  curve: 18,
  finalMm: 18,
  rawMm: 18.7,
  densityKgM3: 664,
  grade: "P2",
  formaldehyde: "E0",
  glue: { surface: 12, core: 8.5 },
  pressFactor: 5,
  zonesC: [230, 225, 215, 200, 185],
  pressures: [3.2, 0.85, 0.45],
};

export const panelRecipes: readonly [PanelRecipe, ...PanelRecipe[]] = [
  standard,
  {
    ...standard,
    name: "particleboard 9 mm",
    zh: "刨花板 9 mm",
    curve: 9,
    finalMm: 9,
    rawMm: 9.6,
    densityKgM3: 690,
    glue: { surface: 12.4, core: 8.8 },
    pressFactor: 5.1,
    zonesC: [233, 227, 215, 198, 182],
    pressures: [3.45, 1, 0.55],
  },
  {
    ...standard,
    name: "particleboard 16 mm",
    zh: "刨花板 16 mm",
    curve: 16,
    finalMm: 16,
    rawMm: 16.7,
    densityKgM3: 668,
    glue: { surface: 12, core: 8.4 },
    zonesC: [231, 226, 215, 200, 184],
    pressures: [3.25, 0.9, 0.47],
  },
  {
    ...standard,
    name: "particleboard 18 mm ENF",
    zh: "刨花板 18 mm ENF级",
    curve: 118,
    densityKgM3: 672,
    formaldehyde: "ENF",
    glue: { surface: 12.6, core: 8.9 },
    pressFactor: 5.5,
    zonesC: [232, 227, 217, 203, 188],
  },
  {
    ...standard,
    name: "particleboard 25 mm",
    zh: "刨花板 25 mm",
    curve: 25,
    finalMm: 25,
    rawMm: 25.8,
    densityKgM3: 655,
    glue: { surface: 11.8, core: 8.2 },
    pressFactor: 5.2,
    zonesC: [228, 224, 216, 203, 189],
    pressures: [3.05, 0.75, 0.38],
  },
];
