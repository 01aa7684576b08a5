// The two layers of a three-layer particleboard: fine chips outside, coarse ones in the middle.

export const layers = ["surface", "core"] as const;
export type LayerName = (typeof layers)[number];
export type PerLayer = Readonly<Record<LayerName, number>>;

/** Share of each layer in the chips. */
export const LAYER_SHARE: PerLayer = { surface: 0.36, core: 0.64 };
/** Of liquid UF resin. */
export const GLUE_SOLIDS = 0.65;

/** Water that the glue brings along, % on dry wood. @param dosagePercent resin solids on dry wood. */
export function glueWater(dosagePercent: number): number {
  return (dosagePercent * (1 - GLUE_SOLIDS)) / GLUE_SOLIDS;
}
