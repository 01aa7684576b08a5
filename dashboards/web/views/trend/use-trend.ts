// The samples of one chosen signal: history on choice and after every reconnection, then the stream.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { LastValue } from "#contracts/live.ts";
import { getRange } from "../../api/queries.ts";
import type { HostClock } from "../../state/host-clock.ts";
import { type LiveStore, signalKey } from "../../state/live-store.ts";
import {
  emptyTrend,
  extendTrend,
  type Trend,
  thinTrend,
  trendOfFrame,
} from "../../state/trend-points.ts";

export type TrendAsk = {
  readonly site: string;
  readonly equipment: string;
  readonly signal: string;
  readonly spanMs: number;
};

export type TrendState = {
  readonly trend: Trend;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
};

/** Asked of the server, and the most that are kept here before they are thinned. */
const askedPoints = 2000;
const mostPoints = 6000;
const maxWaiting = 5000;

/** The component that uses it has a key of the asked signal and span: a new ask starts empty. */
export function useTrend(
  ask: TrendAsk,
  epoch: number,
  source: { readonly store: LiveStore; readonly clock: HostClock },
): TrendState {
  const { site, equipment, signal, spanMs } = ask;
  const { store, clock } = source;
  const [trend, setTrend] = useState(emptyTrend);

  const history = useQuery({
    queryKey: ["range", site, equipment, signal, spanMs, epoch],
    queryFn: ({ signal: abort }) => {
      const to = Math.ceil(clock.now() ?? 0) + 1;
      const from = Math.max(0, to - spanMs);
      return getRange({ site, equipment, signal, from, to, points: askedPoints }, abort);
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
    const bucketMs = (2 * spanMs) / askedPoints;
    if (frame !== undefined) {
      const newest = store.snapshot().values.get(key);
      const since = newest === undefined ? waiting.current : [...waiting.current, newest];
      waiting.current = [];
      setTrend(extendTrend(trendOfFrame(frame, askedPoints), since, 0));
    }
    return store.watch(key, (values) => {
      const from = (clock.now() ?? 0) - spanMs;
      if (frame !== undefined) {
        setTrend((known) => thinTrend(extendTrend(known, values, from), mostPoints, bucketMs));
      } else if (waiting.current.length < maxWaiting) waiting.current.push(...values);
    });
  }, [frame, store, clock, equipment, signal, spanMs]);

  return { trend, error: history.error, isPending: history.isPending, refetch: history.refetch };
}
