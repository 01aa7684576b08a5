// States of the machines over a span of time, asked of the server and asked again while the page is open; and, once,
// since when anything of the site is known at all.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { SiteStates } from "#contracts/api.ts";
import { getJson } from "../api/get-json.ts";
import { lookBackMs } from "./observed-since.ts";

const againMs = 15_000;

type HostNow = () => number | undefined;

function getStates(site: string, spanMs: number, hostNow: HostNow, signal: AbortSignal) {
  const to = Math.ceil(hostNow() ?? 0) + 1;
  const path = `/api/sites/${encodeURIComponent(site)}/states`;
  return getJson<SiteStates>(`${path}?from=${Math.max(0, to - spanMs)}&to=${to}`, signal);
}

/** @param hostNow host time when it is asked, ms UTC. @param epoch grows with every reconnection. */
export function statesQuery(site: string, spanMs: number, hostNow: HostNow, epoch: number) {
  return queryOptions({
    queryKey: ["states", site, spanMs, epoch],
    queryFn: ({ signal }) => getStates(site, spanMs, hostNow, signal),
    enabled: hostNow() !== undefined,
    refetchInterval: againMs,
    placeholderData: keepPreviousData,
  });
}

/** The last day as it stood when the stream was opened: what was first read does not change. */
export function lastDayQuery(site: string, hostNow: HostNow, epoch: number) {
  return queryOptions({
    queryKey: ["states", site, "last-day", epoch],
    queryFn: ({ signal }) => getStates(site, lookBackMs, hostNow, signal),
    enabled: hostNow() !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
}
