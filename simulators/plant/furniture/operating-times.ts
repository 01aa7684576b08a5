// The Absolute…Time counters of a woodworking machine, ms: how long it was on, and in which state (F8: the
// time switched on is the sum of the times in its states). They survive a power cut.

import type { Random } from "../random.ts";
import { type UnitFlags, type UnitState, unitState } from "./unit-state.ts";

export const timeNames = [
  "powerPresent",
  "machineOn",
  "machineOff",
  "standby",
  "ready",
  "working",
  "error",
  "production",
  "productionWait",
  "productionEmpty",
] as const;
export type TimeName = (typeof timeNames)[number];
export type OperatingTimes = Record<TimeName, number>;

/** A machine that has run for `hours`, mostly working; no two have stood still alike. */
export function pastTimes(random: Random, hours: number): OperatingTimes {
  const machineOn = Math.round(hours * 3_600_000);
  const standby = Math.round(machineOn * random.between(0.04, 0.08));
  const ready = Math.round(machineOn * random.between(0.11, 0.19));
  const error = Math.round(machineOn * random.between(0.02, 0.04));
  const working = machineOn - standby - ready - error;
  // One shift a day: as long off as on, the main switch left on over most nights.
  const machineOff = Math.round(machineOn * random.between(0.9, 1.2));
  const productionWait = Math.round(working * random.between(0.02, 0.06));
  return {
    powerPresent: machineOn + Math.round(machineOff * random.between(0.6, 0.8)),
    machineOn,
    machineOff,
    standby,
    ready,
    working,
    error,
    production: working,
    productionWait,
    productionEmpty: Math.round(productionWait * random.between(1, 1.4)),
  };
}

/** Books `dtMs` in the state that `flags` gave. */
export function passTime(
  times: OperatingTimes,
  state: UnitState,
  flags: Readonly<UnitFlags>,
  dtMs: number,
): void {
  if (flags.PowerPresent) times.powerPresent += dtMs;
  if (state === unitState.offline) {
    times.machineOff += dtMs;
    return;
  }
  times.machineOn += dtMs;
  if (state === unitState.standby) times.standby += dtMs;
  else if (state === unitState.ready) times.ready += dtMs;
  else if (state === unitState.error) times.error += dtMs;
  else bookWorking(times, flags, dtMs);
}

/** Nothing is made outside the state WORKING; within it a machine may wait for pieces. */
function bookWorking(times: OperatingTimes, flags: Readonly<UnitFlags>, dtMs: number): void {
  times.working += dtMs;
  times.production += dtMs;
  if (flags.WaitLoad) times.productionWait += dtMs;
  if (!flags.WorkpiecePresent) times.productionEmpty += dtMs;
}
