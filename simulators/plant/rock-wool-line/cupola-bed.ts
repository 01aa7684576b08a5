// The coke bed of a cupola: where its temperature tends to in each phase, and how fast.

import type { FurnaceGiven } from "./furnace.ts";
import { woolState } from "./wool-state.ts";

const HOUR_MS = 3_600_000;
export const MELT_C = 1_480;

/** Where the bed tends to and how fast, °C and ms. */
export function bedAim(
  given: FurnaceGiven,
  fire: number,
  ambientC: number,
): readonly [number, number] {
  switch (given.phase) {
    case woolState.ignition:
      // A new lining dries for half a day (12–48 h), a dry one only takes fire.
      return [900, given.dryOut ? 5.8 * HOUR_MS : 1.4 * HOUR_MS];
    case woolState.heating:
      return [1_560, 0.7 * HOUR_MS];
    case woolState.leadIn:
    case woolState.producing:
      return [MELT_C - 40 * (1 - fire), HOUR_MS / 4];
    default:
      return fire > 0.3 ? [MELT_C - 30, HOUR_MS] : [ambientC, 7 * HOUR_MS];
  }
}
