// The state of a woodworking unit as OPC 40550-1 §7.7 defines it by the flags (domain reference B.2), written here
// once more and apart from every plant.

/** 0 OFFLINE, 1 STANDBY, 2 READY, 3 WORKING, 4 ERROR. A flag that a machine does not have is false. */
export function woodworkingState(flag: (name: string) => boolean): number {
  if (!flag("MachineOn")) return 0;
  const error = flag("Error");
  const calibrated = flag("Calibrated");
  if (!flag("MachineInitialized") || flag("EnergySaving") || (!error && !calibrated)) return 1;
  if (error) return 4;
  return flag("RecipeInRun") ? 3 : 2;
}
