// What a machine was doing, from the state intervals of its facts and the table of states in the line model
// (ISO 22400-2 categories). What nobody read, or a state that the table does not know, is "unknown".
import { type Fact, hourMs, type StateInterval } from "#contracts/fact.ts";
import type { Equipment, StateCategory } from "#contracts/line-model.ts";
import type { FactIndex } from "./fact-index.ts";
import { stateSignalOf } from "./machine-signals.ts";

export type MachineStates = {
  /** Facts of the state signal by hour. */
  readonly facts: ReadonlyMap<number, Fact>;
  readonly categoryOf: (value: number) => StateCategory | undefined;
};

const noFacts: ReadonlyMap<number, Fact> = new Map();

/** Null where the line model has no state signal with a table of states. */
export function statesOf(machine: Equipment, facts: FactIndex): MachineStates | null {
  const found = stateSignalOf(machine);
  if (found === undefined) return null;
  const table = new Map(found.signal.states?.map(({ value, category }) => [value, category]));
  return { facts: facts.get(found.key) ?? noFacts, categoryOf: (value) => table.get(value) };
}

export type StateTime = {
  /** ms by category; categories that did not occur are absent. */
  readonly known: ReadonlyMap<StateCategory, number>;
  /** ms of which no state is known. */
  readonly unknown: number;
};

/** Time by category within [from, to). Successive intervals of facts never overlap. */
export function stateTime(states: MachineStates, from: number, to: number): StateTime {
  const known = new Map<StateCategory, number>();
  let total = 0;
  for (let hour = Math.floor(from / hourMs) * hourMs; hour < to; hour += hourMs) {
    for (const interval of states.facts.get(hour)?.states ?? []) {
      const category = states.categoryOf(interval.value);
      const ms = Math.min(interval.to, to) - Math.max(interval.from, from);
      if (category === undefined || ms <= 0) continue;
      known.set(category, (known.get(category) ?? 0) + ms);
      total += ms;
    }
  }
  return { known, unknown: Math.max(0, to - from - total) };
}

/** For each minute of an hour the time spent in states that `wanted` accepts, ms; zeros without a fact. */
export function minutesInState(
  states: MachineStates,
  hour: number,
  wanted: (category: StateCategory) => boolean,
): number[] {
  const minutes = new Array<number>(60).fill(0);
  for (const interval of states.facts.get(hour)?.states ?? []) {
    const category = states.categoryOf(interval.value);
    if (category !== undefined && wanted(category)) paint(minutes, hour, interval);
  }
  return minutes;
}

function paint(minutes: number[], hour: number, { from, to }: StateInterval): void {
  const end = Math.min(to, hour + hourMs);
  let at = Math.max(from, hour);
  while (at < end) {
    const minute = Math.floor((at - hour) / 60_000);
    const next = Math.min(end, hour + (minute + 1) * 60_000);
    minutes[minute] = (minutes[minute] ?? 0) + (next - at);
    at = next;
  }
}
