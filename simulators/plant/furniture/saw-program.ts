// What the beam saw does with one book of sheets that lie on each other: rip cuts along, cross cuts, and the handling
// between. Feed is lower in a high book, so that the blade is about equally loaded.

import type { Random } from "../random.ts";
import { BOARD_MM, SHEET_LENGTH_M, SHEET_WIDTH_M } from "./part.ts";

export type SawMove =
  | { readonly kind: "load" | "position" | "unload"; readonly ms: number }
  /** The carriage goes through the book, or back below the table. */
  | { readonly kind: "cut" | "return"; readonly pathM: number; readonly feed: number };

export type SawBook = {
  readonly sheets: number;
  readonly heightMm: number;
  /** Panels of the whole book. */
  readonly panels: number;
  readonly moves: readonly SawMove[];
};

const RETURN_FEED = 80;
/** The saw enters before the book and leaves behind it. */
const RUN_OUT_M = 0.15;

export function sawBook(random: Random): SawBook {
  const sheets = 4 + Math.floor(random.uniform() * 3);
  const heightMm = sheets * BOARD_MM;
  const feed = (3_500 / heightMm) * random.between(0.94, 1.06);
  const strips = 2 + Math.floor(random.uniform() * 3);
  const perStrip = 3 + Math.floor(random.uniform() * 4);
  const cut = (lengthM: number): SawMove[] => [
    { kind: "position", ms: random.between(4_000, 7_500) },
    { kind: "cut", pathM: lengthM + RUN_OUT_M, feed },
    { kind: "return", pathM: lengthM + RUN_OUT_M, feed: RETURN_FEED },
  ];
  // Trim cut, the strips, and all strips side by side across.
  const rips = Array.from({ length: strips + 1 }, () => cut(SHEET_LENGTH_M));
  const crosses = Array.from({ length: perStrip + 1 }, () => cut(SHEET_WIDTH_M));
  return {
    sheets,
    heightMm,
    panels: sheets * strips * perStrip,
    moves: [
      { kind: "load", ms: random.between(35_000, 60_000) },
      ...rips.flat(),
      { kind: "position", ms: random.between(14_000, 22_000) },
      ...crosses.flat(),
      { kind: "unload", ms: random.between(25_000, 45_000) },
    ],
  };
}
