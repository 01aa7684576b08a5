// Flags of a woodworking machine and the state that follows from them (OPC 40550-1 §7.7). The state has no
// memory of its own: every combination of flags satisfies exactly one row of the table.

/** WwUnitStateEnumeration. */
export const unitState = { offline: 0, standby: 1, ready: 2, working: 3, error: 4 } as const;
export type UnitState = (typeof unitState)[keyof typeof unitState];

/** WwUnitModeEnumeration, as far as the cell uses it. */
export const unitMode = { automatic: 1, setup: 4, sleep: 5 } as const;
export type UnitMode = (typeof unitMode)[keyof typeof unitMode];

/** The nine mandatory flags of the specification, then all optional ones. */
export const unitFlags = [
  "Alarm",
  "Calibrated",
  "Emergency",
  "Error",
  "MachineInitialized",
  "MachineOn",
  "PowerPresent",
  "RecipeInRun",
  "Warning",
  "AirPresent",
  "DustChipSuction",
  "EnergySaving",
  "ExternalEmergency",
  "FeedRuns",
  "Hold",
  "LoadingEnabled",
  "MaintenanceRequired",
  "ManualActivityRequired",
  "Moving",
  "RecipeInHold",
  "RecipeInSetup",
  "Remote",
  "Safety",
  "WaitLoad",
  "WaitUnload",
  "WorkpiecePresent",
] as const;
export type UnitFlag = (typeof unitFlags)[number];

/** Written by the machine in every step, in place. */
export type UnitFlags = Record<UnitFlag, boolean>;

/** A machine that is on, referenced and waits for a program. */
export function readyFlags(): UnitFlags {
  return {
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
    ExternalEmergency: false,
    FeedRuns: false,
    Hold: false,
    LoadingEnabled: false,
    MaintenanceRequired: false,
    ManualActivityRequired: false,
    Moving: false,
    RecipeInHold: false,
    RecipeInSetup: false,
    Remote: true,
    Safety: true,
    WaitLoad: false,
    WaitUnload: false,
    WorkpiecePresent: false,
  };
}

export function stateOf(flags: Readonly<UnitFlags>): UnitState {
  if (!flags.MachineOn) return unitState.offline;
  if (!flags.MachineInitialized || flags.EnergySaving) return unitState.standby;
  if (flags.Error) return unitState.error;
  if (!flags.Calibrated) return unitState.standby;
  return flags.RecipeInRun ? unitState.working : unitState.ready;
}

/** MachineryItemState (OPC 40001-1): NotAvailable, OutOfService, NotExecuting, Executing. */
export function itemStateOf(state: UnitState): 0 | 1 | 2 | 3 {
  if (state === unitState.offline) return 0;
  if (state === unitState.error) return 1;
  return state === unitState.working ? 3 : 2;
}

/** MachineryOperationMode (OPC 40001-1): None, Setup, Processing. */
export function operationModeOf(state: UnitState, mode: UnitMode): 0 | 2 | 3 {
  if (state === unitState.offline) return 0;
  if (mode === unitMode.setup) return 2;
  return mode === unitMode.sleep ? 0 : 3;
}
