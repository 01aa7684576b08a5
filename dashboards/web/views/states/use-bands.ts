// The states of every machine over the chosen span: facts from the server, and what the stream says since.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { SiteStates } from "#contracts/api.ts";
import type { Equipment, LineModel, Signal } from "#contracts/line-model.ts";
import { stateSignalOf } from "../../state/machine-condition.ts";
import { firstOf, observedSince } from "../../state/observed-since.ts";
import { isPresent, readingOf } from "../../state/reading.ts";
import type { SiteView } from "../../state/site-view.ts";
import {
  type LiveState,
  type Shares,
  type StateSpan,
  sharesOf,
  spansOf,
  withPresent,
} from "../../state/state-spans.ts";
import { lastDayQuery, statesQuery } from "../../state/states-query.ts";
import type { SiteLiveSource } from "../../state/use-site-live.ts";

export type Band = {
  readonly equipment: Equipment;
  readonly spans: readonly StateSpan[];
  /** From when on it is observed within the window, ms UTC: `from` or later; null when it is not yet. */
  readonly since: number | null;
  /** Of the observed part; null when there is none. */
  readonly shares: Shares | null;
};

type StateMachine = { readonly equipment: Equipment; readonly signal: Signal };

function machinesOf(model: LineModel): readonly StateMachine[] {
  return model.lines
    .flatMap((line) => line.equipment)
    .flatMap((equipment) => {
      const signal = stateSignalOf(equipment);
      return signal === undefined ? [] : [{ equipment, signal }];
    });
}

function intervalsOf(states: SiteStates | undefined, { equipment, signal }: StateMachine) {
  const found = states?.signals.find(
    (each) => each.equipment === equipment.id && each.signal === signal.id,
  );
  return found?.intervals ?? [];
}

function presentState({ equipment, signal }: StateMachine, view: SiteView): LiveState | null {
  const reading = readingOf(equipment, signal, view.live, view.now);
  const { value } = reading;
  if (!isPresent(reading) || typeof value?.value !== "number") return null;
  return { value: value.value, sourceTime: value.sourceTime, readTime: value.readTime };
}

export function useBands(model: LineModel, view: SiteView, source: SiteLiveSource, spanMs: number) {
  const machines = useMemo(() => machinesOf(model), [model]);
  const { clock } = source;
  const asked = useQuery(statesQuery(model.site.id, spanMs, () => clock.now(), view.live.epoch));
  const { refetch } = asked;
  const { data: lastDay } = useQuery(
    lastDayQuery(model.site.id, () => clock.now(), view.live.epoch),
  );
  const present = machines.map((machine) => presentState(machine, view));
  // A change of state is asked for at once: the facts know exactly when the state before it ended.
  const states = present.map((state) => state?.value ?? "?").join(",");
  const known = asked.data !== undefined;
  useEffect(() => {
    if (!known || states === "") return;
    const timer = setTimeout(() => void refetch(), 400);
    return () => clearTimeout(timer);
  }, [states, known, refetch]);

  // Whole seconds: a stream that brings values ten times a second does not draw the bands as often.
  const to = Math.floor((view.now ?? 0) / 1000) * 1000;
  const from = to - spanMs;
  const heard = JSON.stringify(
    present.map(
      (state) => state && { ...state, readTime: Math.floor(state.readTime / 1000) * 1000 },
    ),
  );
  const { data } = asked;
  const bands = useMemo(() => {
    const told = JSON.parse(heard) as (LiveState | null)[];
    const known = machines.map((machine, i) => ({
      machine,
      before: intervalsOf(lastDay, machine),
      intervals: withPresent(intervalsOf(data, machine), told[i] ?? null, data?.to ?? to),
    }));
    const first = firstOf(known.flatMap(({ before, intervals }) => [...before, ...intervals]));
    return known.map(({ machine, before, intervals }, i): Band => {
      const { equipment, signal } = machine;
      // What is read on time misses nothing between its last read and the present.
      const until = Math.min(to, told[i]?.readTime ?? to);
      const spans = spansOf(intervals, signal.states ?? [], from, to);
      const begun = observedSince(firstOf([...before, ...intervals]), first);
      const since =
        data === undefined || begun === null || begun >= until ? null : Math.max(begun, from);
      return {
        equipment,
        spans,
        since,
        shares: since === null ? null : sharesOf(spans, since, until),
      };
    });
  }, [machines, data, lastDay, heard, from, to]);
  return { asked, bands, from, to };
}
