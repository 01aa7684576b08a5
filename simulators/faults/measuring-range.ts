// The measuring range of a 4-20 mA input. What a faulty sensor says still goes through the converter of the
// controller: a drifting PV stays on the lattice of range/27 648, and what leaves the range ends at the last
// count above or below it (domain reference, X5). The counts are those of ../plant/analog-input.ts.

import { z } from "zod";

const COUNTS = 27_648;
const HIGHEST_COUNT = 32_511;
const LOWEST_COUNT = -4_864;

export type MeasuringRange = readonly [low: number, high: number];

export const measuringRange = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => high > low, {
    error: "上限必须大于下限 · the upper end must be above the lower",
  })
  .describe(
    "Measuring range of a 4-20 mA input, [low, high]: the value stays on its 27 648 counts.",
  );

/** The nearest value that the converter can say; without a range the value as it is. */
export function onCounts(value: number, range: MeasuringRange | undefined): number {
  if (range === undefined) return value;
  const [low, high] = range;
  const counts = Math.round(((value - low) / (high - low)) * COUNTS);
  const bounded = Math.min(Math.max(counts, LOWEST_COUNT), HIGHEST_COUNT);
  return low + (bounded * (high - low)) / COUNTS;
}

/** Below 1.185 mA: the lowest count of the underrange, 17.6 % of the span below the range. */
export function underrange([low, high]: MeasuringRange): number {
  return low + (LOWEST_COUNT * (high - low)) / COUNTS;
}
