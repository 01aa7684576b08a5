// Reads the samples of one chosen signal and hands them up. A component of its own, because the number of chosen
// signals changes while the page stands.
import { useEffect } from "react";
import { type ChosenSignal, keyOf } from "../../state/chosen-signals.ts";
import type { SiteLiveSource } from "../../state/use-site-live.ts";
import { type TrendState, useTrend } from "./use-trend.ts";

export type TrendStates = ReadonlyMap<string, TrendState>;

type TrendFeedProps = {
  readonly site: string;
  readonly chosen: ChosenSignal;
  readonly spanMs: number;
  readonly epoch: number;
  readonly source: SiteLiveSource;
  /** undefined when the feed ends. */
  readonly onState: (key: string, state: TrendState | undefined) => void;
};

export function TrendFeed({ site, chosen, spanMs, epoch, source, onState }: TrendFeedProps) {
  const { equipment, signal } = chosen;
  const ask = { site, equipment: equipment.id, signal: signal.id, spanMs };
  const { trend, error, isPending, refetch } = useTrend(ask, epoch, source);
  const key = keyOf(chosen);
  useEffect(() => {
    onState(key, { trend, error, isPending, refetch });
  }, [key, trend, error, isPending, refetch, onState]);
  useEffect(() => () => onState(key, undefined), [key, onState]);
  return null;
}
