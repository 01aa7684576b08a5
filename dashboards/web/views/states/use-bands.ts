// The states of every machine over the chosen span: facts from the server, and what the stream says since.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Equipment, LineModel, Signal } from "#contracts/line-model.ts";
import { stateSignalOf } from "../../state/machine-condition.ts";
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
import { statesQuery } from "../../state/states-query.ts";
import type { SiteLiveSource } from "../../state/use-site-live.ts";

export type Band = {
  readonly equipment: Equipment;
  readonly spans: readonly StateSpan[];
  readonly shares: Shares;
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
    return machines.map(({ equipment, signal }, i): Band => {
      const found = data?.signals.find(
        (each) => each.equipment === equipment.id && each.signal === signal.id,
      );
      const intervals = withPresent(found?.intervals ?? [], told[i] ?? null, data?.to ?? to);
      const spans = spansOf(intervals, signal.states ?? [], from, to);
      return { equipment, spans, shares: sharesOf(spans, from, to) };
    });
  }, [machines, data, heard, from, to]);
  return { asked, bands, from, to };
}
