// Where the lanes of a trend stand in its box: one per unit, one below the other, all as wide.

export type LaneBox = {
  readonly unit: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

const left = 58;
const right = 18;
const top = 26;
const bottom = 24;
const between = 30;

/** @param box size of the whole, px. */
export function laneBoxes(
  units: readonly string[],
  box: { readonly width: number; readonly height: number },
): readonly LaneBox[] {
  const count = Math.max(1, units.length);
  const free = box.height - top - bottom - (count - 1) * between;
  const height = Math.max(20, Math.floor(free / count));
  const width = Math.max(60, box.width - left - right);
  return units.map((unit, i) => ({ unit, left, top: top + i * (height + between), width, height }));
}
