// A tool of the nesting centre: what it has cut, and how blunt that has made it. Its metres are the integral
// of feed while in the cut; the cutting energy rises with them and falls at a change (F9).

export type MillingTool = {
  readonly number: number;
  readonly rpm: number;
  readonly diameterMm: number;
  /** Metres after which it is replaced. */
  readonly lifeM: number;
};

/** T1 cuts contours, T2 mills grooves. */
export const contourTool: MillingTool = { number: 1, rpm: 20_000, diameterMm: 10, lifeM: 2_600 };
export const grooveTool: MillingTool = { number: 2, rpm: 18_000, diameterMm: 6, lifeM: 1_500 };

/** Cutting energy of particleboard with a sharp tool, J/cm³, and what wear adds until the end of life. */
const SHARP_J_PER_CM3 = 42;
const WEAR_SHARE = 0.55;

/** J/cm³ after `metres`. */
export function cuttingEnergy(tool: MillingTool, metres: number): number {
  return SHARP_J_PER_CM3 * (1 + WEAR_SHARE * Math.min(metres / tool.lifeM, 1));
}

/** Chips per second, cm³/s: width · depth · feed. */
export function chipFlow(tool: MillingTool, depthMm: number, feedMPerMin: number): number {
  return ((tool.diameterMm * depthMm) / 100) * ((feedMPerMin * 100) / 60);
}
