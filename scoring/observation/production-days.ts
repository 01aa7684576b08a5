// Production days with real production: days on which a line's pace machine was seen producing, in scheduled
// time, for long enough. Where no machine sets the pace any production machine with states will do.
import type { Line } from "#contracts/line-model.ts";
import { productionEquipment } from "#contracts/production-equipment.ts";
import { paceMachineOf, stateSignalOf } from "./machine-signals.ts";
import { type MachineStates, minutesInState, statesOf } from "./machine-states.ts";
import type { Observation } from "./observation.ts";
import type { RequiredSignal } from "./required-signals.ts";

export type ProductionDays = {
  /** Proven. */
  readonly days: number;
  /** With those days that lack facts of states: they could be. */
  readonly possible: number;
  /** State signals that were read. */
  readonly signals: readonly RequiredSignal[];
};

/** Production machines whose states say whether a line produces. */
function judgedMachines(line: Line) {
  const pace = paceMachineOf(line);
  const machines = pace === undefined ? productionEquipment([line]) : [pace];
  return machines.filter((machine) => stateSignalOf(machine) !== undefined);
}

function producingMs(states: MachineStates, hour: Observation["hours"][number]): number {
  const inState = minutesInState(states, hour.hour, (category) => category === "producing");
  return inState.reduce((sum, ms, minute) => {
    const share = hour.minutes === null ? 1 : (hour.minutes[minute] ?? 0);
    return sum + Math.min(ms, share * 60_000);
  }, 0);
}

/** Null where no machine of these lines tells its state. @param minProducingMs per day, of one machine. */
export function productionDays(
  observation: Observation,
  lines: readonly Line[],
  minProducingMs: number,
): ProductionDays | null {
  const machines = lines.flatMap(judgedMachines);
  const all = machines.flatMap((machine) => statesOf(machine, observation.facts) ?? []);
  if (all.length === 0) return null;
  const proven = new Set<string>();
  const unknown = new Set<string>();
  for (const states of all) {
    const perDay = new Map<string, number>();
    for (const hour of observation.hours) {
      const { productionDay } = hour;
      if (!states.facts.has(hour.hour)) unknown.add(productionDay);
      perDay.set(productionDay, (perDay.get(productionDay) ?? 0) + producingMs(states, hour));
    }
    for (const [day, ms] of perDay) if (ms >= minProducingMs) proven.add(day);
  }
  return {
    days: proven.size,
    possible: new Set([...proven, ...unknown]).size,
    signals: machines.flatMap((machine) => stateSignalOf(machine) ?? []),
  };
}
