// What goes wrong on a particleboard line now and then, and what each machine of the chain is in then: the
// one that failed, those before it that cannot get rid of their mat, those behind it that get none.

import type { UpsetPlan } from "../upset-schedule.ts";
import { type MachineCondition, type PanelState, panelState } from "./panel-state.ts";

export type PanelUpset =
  | "slow"
  | "press-hydraulics"
  | "press-belt"
  | "former-fault"
  | "metal"
  | "blender-fault"
  | "strainer"
  | "chips-short"
  | "emergency-stop";

export const panelUpsets: readonly UpsetPlan<PanelUpset>[] = [
  { kind: "slow", weight: 5, minutes: [2, 5] },
  { kind: "press-hydraulics", weight: 1, minutes: [1.5, 4] },
  { kind: "press-belt", weight: 1, minutes: [1.5, 4] },
  { kind: "former-fault", weight: 1.4, minutes: [1.5, 3] },
  { kind: "metal", weight: 0.6, minutes: [1.5, 2.5] },
  { kind: "blender-fault", weight: 1, minutes: [1.5, 3] },
  { kind: "strainer", weight: 0.5, minutes: [7, 14] },
  { kind: "chips-short", weight: 0.4, minutes: [4, 9] },
  { kind: "emergency-stop", weight: 0.25, minutes: [3, 8] },
];

/** Machines that the press sets the pace of, in the order of the material. */
const chain = ["blender", "former", "press"] as const;
export type ChainMachine = (typeof chain)[number];

const failing: Readonly<Partial<Record<PanelUpset, ChainMachine>>> = {
  "press-hydraulics": "press",
  "press-belt": "press",
  "former-fault": "former",
  metal: "former",
  "blender-fault": "blender",
};

/** Whether the line has to stand. */
export function stops(upset: PanelUpset | undefined): boolean {
  return upset !== undefined && upset !== "slow" && upset !== "strainer";
}

/** State of a machine of a standing chain. */
function standingState(machine: ChainMachine, upset: PanelUpset): PanelState {
  if (upset === "emergency-stop") return panelState.emergencyStop;
  if (upset === "chips-short") return panelState.starved;
  const failed = chain.indexOf(failing[upset] ?? "press");
  const own = chain.indexOf(machine);
  if (own === failed) return panelState.fault;
  return own < failed ? panelState.blocked : panelState.starved;
}

/** Condition while the line produces, from the share of its nominal speed. */
export function workingCondition(
  machine: ChainMachine,
  upset: PanelUpset | undefined,
  speedShare: number,
): MachineCondition {
  const fault = upset !== undefined && failing[upset] === machine;
  if (upset !== undefined && stops(upset) && speedShare <= 0.1) {
    return { state: standingState(machine, upset), fault };
  }
  if (speedShare <= 0.1) return { state: panelState.idleRun, fault };
  return { state: speedShare < 0.92 ? panelState.slow : panelState.producing, fault };
}
