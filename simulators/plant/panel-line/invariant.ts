// What every invariant of a particleboard line is made of: a name, a check on a recorded run that returns what
// is wrong or nothing, and when a line counts as producing.

import type { PanelRun } from "./panel-run.ts";
import { panelState } from "./panel-state.ts";

export interface PanelInvariant {
  readonly id: string;
  readonly check: (run: PanelRun) => string | undefined;
}

/** The first problem of several checks. */
export function firstOf<Item>(
  items: Iterable<Item>,
  problem: (item: Item) => string | undefined,
): string | undefined {
  for (const item of items) {
    const found = problem(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function outside(
  what: string,
  value: number,
  low: number,
  high: number,
): string | undefined {
  return value >= low && value <= high ? undefined : `${what} = ${value}, not ${low} to ${high}`;
}

export function delivering(run: PanelRun): (second: number) => boolean {
  const state = run.at("press.state");
  return (n) => state[n] === panelState.producing || state[n] === panelState.slow;
}

/** Everything of the chain at full speed on one product. */
export function steady(run: PanelRun): (second: number) => boolean {
  const states = ["press", "former", "blender", "dryer"].map((id) => run.at(`${id}.state`));
  return (n) => states.every((state) => state[n] === panelState.producing);
}
