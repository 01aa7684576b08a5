// Where the parts of a nest lie on the sheet, mm from its corner: laid in rows by width. A nesting optimiser does
// better; for the way of the tool it makes no difference.

import type { Part } from "./part.ts";
import { SHEET_LENGTH_M, SHEET_WIDTH_M } from "./part.ts";

/** On the sheet; the gantry parks outside. */
export type Spot = { readonly xMm: number; readonly yMm: number };

const KERF_M = 0.01;

/** The corner of each part with the smallest coordinates, in the order of the parts. */
export function layOut(parts: readonly Part[]): Spot[] {
  let [x, y, row] = [0, 0, 0];
  return parts.map(({ lengthM, widthM }) => {
    if (x + lengthM > SHEET_LENGTH_M) {
      [x, y, row] = [0, y + row + KERF_M, 0];
    }
    const spot = {
      xMm: 1000 * within(x, SHEET_LENGTH_M - lengthM),
      yMm: 1000 * within(y, SHEET_WIDTH_M - widthM),
    };
    x += lengthM + KERF_M;
    row = Math.max(row, widthM);
    return spot;
  });
}

function within(value: number, most: number): number {
  return Math.max(Math.min(value, most), 0);
}
