// What the nesting centre says of itself in the flags of the woodworking model, from what it does.

import type { CncFaults } from "./cnc-faults.ts";
import type { UnitPower } from "./unit-power.ts";
import type { UnitFlags } from "./unit-state.ts";

/** Why no sheet is in work. */
export type Waiting = "nothing" | "sheet" | "decor" | "service" | "unload" | "shift";

export type CncSays = {
  readonly power: UnitPower;
  readonly faults: CncFaults;
  readonly waiting: Waiting;
  /** A program is in work; its axes may move; they do. */
  readonly running: boolean;
  readonly proceeds: boolean;
  readonly moves: boolean;
  readonly service: boolean;
  readonly worn: boolean;
  readonly suction: boolean;
};

export function sayCnc(flags: UnitFlags, now: CncSays): void {
  const { power, faults, running, service, moves } = now;
  const { on, able } = power;
  sayFaults(flags, now);
  flags.RecipeInRun = on && running;
  flags.RecipeInHold = flags.RecipeInRun && !now.proceeds;
  flags.RecipeInSetup = service;
  flags.Hold = flags.RecipeInHold;
  flags.FeedRuns = moves;
  flags.Moving = moves;
  flags.LoadingEnabled = able && !running && !faults.error;
  flags.WaitLoad = able && waitsForBoard(now.waiting);
  flags.WaitUnload = able && now.waiting === "unload";
  flags.WorkpiecePresent = running;
}

function sayFaults(
  flags: UnitFlags,
  { power, faults, waiting, service, worn, suction }: CncSays,
): void {
  const { on, initialised } = power;
  flags.Error = initialised && faults.error;
  flags.Alarm = on && (faults.error || !suction);
  flags.Emergency = on && faults.is("emergency");
  flags.Safety = !faults.is("emergency") && !faults.is("curtain");
  flags.Warning = on && (worn || service || faults.is("knot"));
  flags.MaintenanceRequired = on && worn;
  flags.ManualActivityRequired = on && (service || faults.error || waitsForBoard(waiting));
}

function waitsForBoard(waiting: Waiting): boolean {
  return waiting === "sheet" || waiting === "decor";
}
