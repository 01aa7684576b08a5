// What must hold in every run of the furniture cell (domain reference A2 and A4), by id: one line each. A check says
// what is wrong, or nothing.

import type { FurnitureRun } from "./furniture-run.ts";
import {
  countersAgree,
  electricityAgrees,
  sensorsLive,
  startsUp,
  statesFollowFlags,
} from "./invariants-control.ts";
import {
  heldAndExtracted,
  type Problem,
  sheetsMakeTheirNest,
  spindleFollowsCut,
  toolWears,
} from "./invariants-cutting.ts";
import { burstsPerPanel, partsFlow, potHeats } from "./invariants-flow.ts";

export const furnitureInvariants = {
  F1: spindleFollowsCut,
  F2: sheetsMakeTheirNest,
  F3: partsFlow,
  F4: burstsPerPanel,
  F5: potHeats,
  F6: heldAndExtracted,
  F7: statesFollowFlags,
  F8: countersAgree,
  F9: toolWears,
  X1: electricityAgrees,
  X4: startsUp,
  X5: sensorsLive,
} as const satisfies Readonly<Record<string, (run: FurnitureRun) => Problem>>;
export type FurnitureInvariant = keyof typeof furnitureInvariants;

/** Ids of what does not hold, each with what is wrong. */
export function violated(run: FurnitureRun): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(furnitureInvariants).flatMap(([id, check]) => {
      const problem = check(run);
      return problem === undefined ? [] : [[id, problem] as const];
    }),
  );
}
