// Flags of a woodworking machine and the state that follows from them (OPC 40550-1 §7.7). The state has no
// memory of its own: every combination of flags satisfies exactly one row of the table.

/** WwUnitStateEnumeration. */
export const unitState = { offline: 0, standby: 1, ready: 2, working: 3, error: 4 } as const;
export type UnitState = (typeof unitState)[keyof typeof unitState];

/** WwUnitModeEnumeration, as far as the cell uses it. */
export const unitMode = { automatic: 1, setup: 4 } as const;
export type UnitMode = (typeof unitMode)[keyof typeof unitMode];

/** The nine mandatory flags and the optional ones that these machines have, by their names in the model. */
export type UnitFlags = {
  readonly Alarm: boolean;
  readonly Calibrated: boolean;
  readonly Emergency: boolean;
  readonly Error: boolean;
  readonly MachineInitialized: boolean;
  readonly MachineOn: boolean;
  readonly PowerPresent: boolean;
  readonly RecipeInRun: boolean;
  readonly Warning: boolean;
  readonly AirPresent: boolean;
  readonly DustChipSuction: boolean;
  readonly EnergySaving: boolean;
  readonly Hold: boolean;
  readonly Moving: boolean;
  readonly WaitLoad: boolean;
  readonly WaitUnload: boolean;
  readonly WorkpiecePresent: boolean;
};
export type UnitFlag = keyof UnitFlags;

/** A machine that is on, referenced and waits for a program. */
export const readyFlags: UnitFlags = {
  Alarm: false,
  Calibrated: true,
  Emergency: false,
  Error: false,
  MachineInitialized: true,
  MachineOn: true,
  PowerPresent: true,
  RecipeInRun: false,
  Warning: false,
  AirPresent: true,
  DustChipSuction: false,
  EnergySaving: false,
  Hold: false,
  Moving: false,
  WaitLoad: false,
  WaitUnload: false,
  WorkpiecePresent: false,
};

export function stateOf(flags: UnitFlags): UnitState {
  if (!flags.MachineOn) return unitState.offline;
  if (!flags.MachineInitialized || flags.EnergySaving) return unitState.standby;
  if (flags.Error) return unitState.error;
  if (!flags.Calibrated) return unitState.standby;
  return flags.RecipeInRun ? unitState.working : unitState.ready;
}
