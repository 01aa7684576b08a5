// How hard a furnace is worked: blast or power as a share of nominal.

import type { Furnace, FurnacePhase } from "./furnace.ts";
import type { DivertReason } from "./line-control.ts";
import { type WoolUpset, woolState } from "./wool-state.ts";

/** Keeps melt liquid without making much. */
const HOLD = { cupola: 0.35, furnace: 0.36 } as const;
/** While the melt goes to the pit for minutes. */
const WAITING = 0.85;
const LOW = 0.8;

export function furnaceShare(
  furnace: Furnace["equipment"],
  phase: FurnacePhase,
  given: {
    readonly holding: boolean;
    readonly reason: DivertReason | undefined;
    readonly upset: WoolUpset | undefined;
  },
): number {
  switch (phase) {
    case woolState.ignition:
      return 0.15;
    case woolState.heating:
      return 0.6;
    case woolState.leadIn:
      return 0.95;
    case woolState.producing:
      if (given.holding) return HOLD[furnace];
      if (given.upset === "low-blast") return LOW;
      return isPlanned(given.reason) ? WAITING : 1;
    default:
      return 0;
  }
}

function isPlanned(reason: DivertReason | undefined): boolean {
  return reason === "break" || reason === "shift-change" || reason === "changeover";
}
