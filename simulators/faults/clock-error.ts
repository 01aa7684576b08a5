// How a clock goes wrong: it jumps, or it runs too fast or too slow. Keys and arithmetic for the clocks of
// controllers and of gateways. Offset: what the clock says minus true time; positive is ahead.

import { signedDuration } from "./duration.ts";

const DAY_MS = 86_400_000;

export const skewKeys = {
  perDay: signedDuration.describe(
    "Gained in a day, e.g. 2s; with a minus lost. A cheap crystal: some seconds.",
  ),
  offset: signedDuration
    .optional()
    .describe("Error it begins with, e.g. -3m; ahead is positive. Default 0s."),
};

export const jumpKeys = {
  by: signedDuration.describe("How far it jumps, e.g. 1h; with a minus back."),
};

/** ms, whole. */
export function skewedBy(
  { perDay, offset = 0 }: { readonly perDay: number; readonly offset?: number | undefined },
  elapsedMs: number,
): number {
  return Math.round(offset + (perDay * elapsedMs) / DAY_MS);
}
