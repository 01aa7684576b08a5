// The samples of the chosen signal: history on choice and after every reconnection, then the stream.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { LastValue } from "#contracts/live.ts";
import { getRange } from "../../api/queries.ts";
import type { HostClock } from "../../state/host-clock.ts";
import { type LiveStore, signalKey } from "../../state/live-store.ts";
import { emptyTrend, extendTrend, type Trend, trendOfFrame } from "../../state/trend-points.ts";

export type TrendAsk = {
  readonly site: string;
  readonly equipment: string;
  readonly signal: string;
  readonly minutes: number;
};

export type TrendState = {
  readonly trend: Trend;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
};

const points = 2000;
const maxWaiting = 5000;

/** The component that uses it has a key of the asked signal and window: a new ask starts empty. */
export function useTrend(
  ask: TrendAsk,
  epoch: number,
  source: { readonly store: LiveStore; readonly clock: HostClock },
): TrendState {
  const { site, equipment, signal, minutes } = ask;
  const { store, clock } = source;
  const [trend, setTrend] = useState(emptyTrend);
  const windowMs = minutes * 60_000;

  const history = useQuery({
    queryKey: ["range", site, equipment, signal, minutes, epoch],
    queryFn: ({ signal: abort }) => {
      const to = Math.ceil(clock.now() ?? 0) + 1;
      const from = Math.max(0, to - windowMs);
      return getRange({ site, equipment, signal, from, to, points }, abort);
    },
    enabled: clock.now() !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const frame = history.data;

  // What streams in while history is on its way waits here, or it would be lost between the two.
  const waiting = useRef<LastValue[]>([]);
  useEffect(() => {
    const key = signalKey(equipment, signal);
    if (frame !== undefined) {
      const newest = store.snapshot().values.get(key);
      const since = newest === undefined ? waiting.current : [...waiting.current, newest];
      waiting.current = [];
      setTrend(extendTrend(trendOfFrame(frame), since, 0));
    }
    return store.watch(key, (values) => {
      const from = (clock.now() ?? 0) - windowMs;
      if (frame !== undefined) setTrend((known) => extendTrend(known, values, from));
      else if (waiting.current.length < maxWaiting) waiting.current.push(...values);
    });
  }, [frame, store, clock, equipment, signal, windowMs]);

  return { trend, error: history.error, isPending: history.isPending, refetch: history.refetch };
}
