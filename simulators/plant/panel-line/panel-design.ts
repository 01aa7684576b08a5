// What a particleboard line was built for: the sizes that its machines share.

import { GLUE_SOLIDS, LAYER_SHARE } from "./layer.ts";

export interface PanelDesign {
  /** Master board behind the press, before it is sawn in two. */
  readonly boardLengthMm: number;
  readonly boardWidthM: number;
  /** Blended mass at nominal speed, edges included, kg/s. */
  readonly massKgS: number;
}

/** Edges cut off the mat and returned to fuel, share of what is spread. */
export const TRIM_SHARE = 0.024;
/** Share of dry wood in what leaves the blender. */
export const DRY_SHARE = 0.85;

/** Liquid glue at nominal speed, for the first product's dosages, kg/s. */
export function nominalGlueKgS({ massKgS }: PanelDesign): number {
  const percent = LAYER_SHARE.surface * 12 + LAYER_SHARE.core * 8.5;
  return (DRY_SHARE * massKgS * percent) / 100 / GLUE_SOLIDS;
}

/** Mat on a belt of this width, kg/s. @param areaWeight kg/m². */
export function matFlow(areaWeight: number, speedMmS: number, widthM: number): number {
  return (areaWeight * speedMmS * widthM) / 1000;
}

/** Continuous press: 18 mm at 299 mm/s and 13 kg/m². */
export const continuousDesign: PanelDesign = {
  boardLengthMm: 2_440,
  boardWidthM: 2.44,
  massKgS: matFlow(13, 299, 2.44) / (1 - TRIM_SHARE),
};

/** Twelve openings of 1.22 × 4.88 m, a load every 250 s. */
export const daylightDesign: PanelDesign = {
  boardLengthMm: 4_880,
  boardWidthM: 1.22,
  massKgS: (13 * 12 * 1.22 * 4.88) / 250 / (1 - TRIM_SHARE),
};
