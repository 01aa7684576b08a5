// State of each machine of the chain, from what the line is doing and how fast its press moves.

import type { LineControl } from "./line-control.ts";
import { type MachineCondition, type PanelState, panelState } from "./panel-state.ts";
import { type ChainMachine, workingCondition } from "./panel-upset.ts";

const RUNNING = 0.1;

/**
 * @param speedShare press speed as a share of the product's.
 * @param delivering boards come out of the press.
 */
export function conditionOf(
  machine: ChainMachine,
  control: LineControl,
  speedShare: number,
  delivering: boolean,
): MachineCondition {
  if (control.phase() === "producing") {
    return workingCondition(machine, control.upset(), speedShare);
  }
  return { state: quietState(machine, control, speedShare, delivering), fault: false };
}

function quietState(
  machine: ChainMachine,
  control: LineControl,
  speedShare: number,
  delivering: boolean,
): PanelState {
  switch (control.phase()) {
    case "heating":
      return machine === "press" ? panelState.heating : panelState.stopped;
    case "starting":
      return machine === "press" ? panelState.idleRun : panelState.producing;
    case "changeover":
      return panelState.changeover;
    case "maintenance":
      return panelState.maintenance;
    case "running-out":
      if (machine !== "press" || !delivering || speedShare < RUNNING) return panelState.idleRun;
      return speedShare < 0.92 ? panelState.slow : panelState.producing;
    default:
      return panelState.stopped;
  }
}
