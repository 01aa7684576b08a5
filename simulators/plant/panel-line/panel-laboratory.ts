// What the laboratory finds in a specimen of particleboard, from what the board really was: internal bond is
// linear in density (domain reference A1), dosage binds, formaldehyde follows its class.

import type { LabTest } from "../lab-book.ts";
import type { Random } from "../random.ts";
import type { Board } from "./board.ts";
import type { PerLayer } from "./layer.ts";

/** N/mm² at 660 kg/m³ and per kg/m³. */
export const INTERNAL_BOND = { at660: 0.44, perKgM3: 0.003, sigma: 0.015 } as const;
/** mg/m³, chamber; limits of GB/T 39600: 0.124, 0.050, 0.025. */
const FORMALDEHYDE = { E1: 0.085, E0: 0.038, ENF: 0.018 } as const;

/** @param dosage true resin solids on dry wood, %. @param coreMoisture of the mat, %. */
export function specimenOf(
  board: Board,
  given: { readonly dosage: PerLayer; readonly coreMoisture: number; readonly random: Random },
): readonly LabTest[] {
  const { dosage, coreMoisture, random } = given;
  const { densityKgM3, recipe } = board;
  const over = densityKgM3 - 660;
  const surface = dosage.surface - recipe.glue.surface;
  const core = dosage.core - recipe.glue.core;
  const about = (value: number, sigma: number, digits: number): number =>
    Math.round((value + sigma * random.normal()) * 10 ** digits) / 10 ** digits;
  const bond = INTERNAL_BOND.at660 + INTERNAL_BOND.perKgM3 * over + 0.04 * core;
  return [
    { test: "density", value: about(densityKgM3, 2, 0), unit: "KMQ", minutes: 50 },
    {
      test: "bending-strength",
      value: about(14 + 0.05 * over + 0.6 * surface, 0.5, 1),
      unit: "MPA",
      minutes: 70,
    },
    {
      test: "modulus-of-elasticity",
      value: about(2_350 + 8 * over, 80, 0),
      unit: "MPA",
      minutes: 70,
    },
    { test: "internal-bond", value: about(bond, INTERNAL_BOND.sigma, 2), unit: "MPA", minutes: 80 },
    {
      test: "surface-soundness",
      value: about(1.05 + 0.003 * over + 0.05 * surface, 0.04, 2),
      unit: "MPA",
      minutes: 85,
    },
    {
      test: "thickness-swelling-2h",
      value: about(5.6 - 0.5 * core, 0.35, 1),
      unit: "P1",
      minutes: 150,
    },
    {
      test: "moisture",
      value: about(6.4 + 0.35 * (coreMoisture - 7), 0.15, 1),
      unit: "P1",
      minutes: 240,
    },
    {
      test: "formaldehyde",
      value: about(FORMALDEHYDE[recipe.formaldehyde] * (1 + 0.1 * core), 0.002, 3),
      unit: "GP",
      minutes: 400,
    },
  ];
}
