// Of a machine's production minutes, how many were fresh: every required signal of it had a source time in that
// minute. A production minute is a scheduled one in which the machine was producing, or in which nobody knows what it
// did, also because it has no state signal: silence never makes the denominator smaller.
import type { Fact } from "#contracts/fact.ts";
import type { Equipment } from "#contracts/line-model.ts";
import { isCovered, shareOf, vouchedMinutes } from "./covered-minutes.ts";
import { scannedSignals, stateSignalOf } from "./machine-signals.ts";
import { type MachineStates, minutesInState, statesOf } from "./machine-states.ts";
import { allMinutes } from "./minute-mask.ts";
import type { Observation } from "./observation.ts";
import type { RequiredSignal } from "./required-signals.ts";
import type { ScheduledHour } from "./scheduled-hours.ts";

export type FreshMinutes = {
  readonly production: number;
  readonly fresh: number;
  /** Production minutes in hours of which a signal has no fact. */
  readonly unknown: number;
};

/** Its state signal, and all required ones. */
export function freshSignals(machine: Equipment): readonly RequiredSignal[] {
  const state = stateSignalOf(machine);
  return scannedSignals(machine).filter(
    (signal) => signal.signal.required || signal.key === state?.key,
  );
}

type Judged = { readonly facts: ReadonlyMap<number, Fact>; readonly vouched: number };

function isFresh(signals: readonly Judged[], hour: number, minute: number): boolean {
  return signals.every(({ facts, vouched }) =>
    isCovered(facts, hour, minute, vouched, "freshMinutes"),
  );
}

/** All of them fresh in all of the hour, which is how it usually is. */
function isFreshThroughout(signals: readonly Judged[], hour: number): boolean {
  return signals.every(({ facts }) => facts.get(hour)?.freshMinutes === allMinutes);
}

function judgeHour(
  { hour, minutes }: ScheduledHour,
  states: MachineStates,
  signals: readonly Judged[],
): FreshMinutes {
  const standing = minutesInState(states, hour, (category) => category !== "producing");
  const isAllFresh = isFreshThroughout(signals, hour);
  const hasFacts = signals.every(({ facts }) => facts.has(hour));
  const sum = { production: 0, fresh: 0, unknown: 0 };
  for (let minute = 0; minute < 60; minute++) {
    const share = shareOf(minutes, minute);
    // A minute in which it stood for the most part is none of production.
    if (share === 0 || (standing[minute] ?? 0) > 30_000 * share) continue;
    sum.production += share;
    if (!hasFacts) sum.unknown += share;
    else if (isAllFresh || isFresh(signals, hour, minute)) sum.fresh += share;
  }
  return sum;
}

const noStates: MachineStates = { facts: new Map(), categoryOf: () => undefined };

/** Null where the machine has neither state nor required signals: nothing could be fresh. */
export function freshMinutes(observation: Observation, machine: Equipment): FreshMinutes | null {
  const states = statesOf(machine, observation.facts) ?? noStates;
  const judged = freshSignals(machine);
  if (judged.length === 0) return null;
  const signals = judged.map(({ key, intervalMs }) => ({
    facts: observation.facts.get(key) ?? new Map<number, Fact>(),
    vouched: vouchedMinutes(intervalMs),
  }));
  const hours = observation.hours.map((hour) => judgeHour(hour, states, signals));
  const total = (pick: (one: FreshMinutes) => number) =>
    hours.reduce((sum, one) => sum + pick(one), 0);
  return {
    production: total((one) => one.production),
    fresh: total((one) => one.fresh),
    unknown: total((one) => one.unknown),
  };
}
