// States of machines over a stretch of time, put together from hourly facts. An hour's facts end at the hour, and
// the next hour's begin with its first scan: what lies between is no gap while it is at most a scan interval, for
// which the last scan vouches (contracts/state-intervals.ts). Every other gap stays one.
import type { SiteStates } from "#contracts/api.ts";
import { type Fact, hourMs, type StateInterval } from "#contracts/fact.ts";
import type { LineModel } from "#contracts/line-model.ts";

/** Intervals of one signal, ascending over the hours. @param facts of that signal, ascending by hour. */
function joinHours(facts: readonly Fact[], intervalMs: number): StateInterval[] {
  const joined: StateInterval[] = [];
  let hourBefore = Number.NEGATIVE_INFINITY;
  for (const { hour, states } of facts) {
    for (const [i, state] of states.entries()) {
      const last = joined.at(-1);
      const follows =
        i === 0 &&
        last !== undefined &&
        hourBefore === hour - hourMs &&
        state.from - last.to <= intervalMs;
      if (!follows) joined.push(state);
      else if (last.value === state.value) joined[joined.length - 1] = { ...last, to: state.to };
      else joined.splice(-1, 1, { ...last, to: state.from }, state);
    }
    if (states.length > 0) hourBefore = hour;
  }
  return joined;
}

/** Signals of class ST with a table of states, in the model's order, and how often each is read, ms. */
function stateSignals(model: LineModel) {
  return model.lines
    .flatMap((line) => line.equipment)
    .flatMap(({ id, signals, scanGroups }) =>
      signals
        .filter((signal) => signal.class === "ST" && signal.states !== undefined)
        .map((signal) => ({
          equipment: id,
          signal: signal.id,
          intervalMs: scanGroups.find((group) => group.id === signal.scanGroup)?.intervalMs ?? 0,
        })),
    );
}

/** Intervals within [from, to), ms UTC; a signal that nobody read has none. */
export function stateTimeline(
  model: LineModel,
  facts: readonly Fact[],
  from: number,
  to: number,
): SiteStates["signals"] {
  const bySignal = new Map<string, Fact[]>();
  for (const fact of facts) {
    if (fact.states.length === 0) continue;
    const key = JSON.stringify([fact.equipment, fact.signal]);
    const own = bySignal.get(key) ?? [];
    own.push(fact);
    bySignal.set(key, own);
  }
  return stateSignals(model).map(({ equipment, signal, intervalMs }) => {
    const own = bySignal.get(JSON.stringify([equipment, signal])) ?? [];
    own.sort((a, b) => a.hour - b.hour);
    return {
      equipment,
      signal,
      intervals: joinHours(own, intervalMs)
        .filter((state) => state.to > from && state.from < to)
        .map((state) => ({
          from: Math.max(state.from, from),
          to: Math.min(state.to, to),
          value: state.value,
        })),
    };
  });
}
