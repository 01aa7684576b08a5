// States of the machines over a span of time, asked of the server and asked again while the page is open.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { SiteStates } from "#contracts/api.ts";
import { getJson } from "../api/get-json.ts";

const againMs = 15_000;

/** @param hostNow host time when it is asked, ms UTC. @param epoch grows with every reconnection. */
export function statesQuery(
  site: string,
  spanMs: number,
  hostNow: () => number | undefined,
  epoch: number,
) {
  return queryOptions({
    queryKey: ["states", site, spanMs, epoch],
    queryFn: ({ signal }) => {
      const to = Math.ceil(hostNow() ?? 0) + 1;
      const path = `/api/sites/${encodeURIComponent(site)}/states`;
      return getJson<SiteStates>(`${path}?from=${Math.max(0, to - spanMs)}&to=${to}`, signal);
    },
    enabled: hostNow() !== undefined,
    refetchInterval: againMs,
    placeholderData: keepPreviousData,
  });
}
