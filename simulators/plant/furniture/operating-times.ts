// The Absolute…Time counters of a woodworking machine, ms: how long it was on, and in which state (F8: the
// time switched on is the sum of the times in its states). They survive a power cut.

import type { Random } from "../random.ts";
import { type UnitState, unitState } from "./unit-state.ts";

export type OperatingTimes = {
  readonly powerPresent: number;
  readonly machineOn: number;
  readonly standby: number;
  readonly ready: number;
  readonly working: number;
  readonly error: number;
};

/** A machine that has run for `hours`, mostly working; no two have stood still alike. */
export function pastTimes(random: Random, hours: number): OperatingTimes {
  const machineOn = Math.round(hours * 3_600_000);
  const standby = Math.round(machineOn * random.between(0.04, 0.08));
  const ready = Math.round(machineOn * random.between(0.11, 0.19));
  const error = Math.round(machineOn * random.between(0.02, 0.04));
  const working = machineOn - standby - ready - error;
  return { powerPresent: machineOn, machineOn, standby, ready, working, error };
}

export function passTime(times: OperatingTimes, state: UnitState, dtMs: number): OperatingTimes {
  const spent = (own: UnitState): number => (state === own ? dtMs : 0);
  return {
    powerPresent: times.powerPresent + dtMs,
    machineOn: times.machineOn + dtMs - spent(unitState.offline),
    standby: times.standby + spent(unitState.standby),
    ready: times.ready + spent(unitState.ready),
    working: times.working + spent(unitState.working),
    error: times.error + spent(unitState.error),
  };
}
