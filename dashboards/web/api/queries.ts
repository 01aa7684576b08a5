// The API as queries: one function per route, typed by contracts/api.ts.

import { queryOptions } from "@tanstack/react-query";
import type { ApiRoutes, SiteLedger, SiteLive, SiteVerdicts } from "#contracts/api.ts";
import type { LineModel } from "#contracts/line-model.ts";
import type { Frame } from "#contracts/live.ts";
import { getJson } from "./get-json.ts";

const verdictsEveryMs = 10_000;
const ledgerEveryMs = 10_000;
const liveEveryMs = 10_000;

function sitePath(site: string, rest: string): string {
  return `/api/sites/${encodeURIComponent(site)}/${rest}`;
}

export const sitesQuery = queryOptions({
  queryKey: ["sites"],
  queryFn: ({ signal }) => getJson<ApiRoutes["/api/sites"]>("/api/sites", signal),
  refetchInterval: 30_000,
});

export function modelQuery(site: string) {
  return queryOptions({
    queryKey: ["model", site],
    queryFn: ({ signal }) => getJson<LineModel>(sitePath(site, "model"), signal),
    staleTime: 300_000,
  });
}

export function verdictsQuery(site: string) {
  return queryOptions({
    queryKey: ["verdicts", site],
    queryFn: ({ signal }) => getJson<SiteVerdicts>(sitePath(site, "verdicts"), signal),
    refetchInterval: verdictsEveryMs,
  });
}

export function ledgerQuery(site: string) {
  return queryOptions({
    queryKey: ["ledger", site],
    queryFn: ({ signal }) => getJson<SiteLedger>(sitePath(site, "ledger"), signal),
    refetchInterval: ledgerEveryMs,
  });
}

/** Every site's answer to `siteLiveQuery`. */
export const liveKey = ["live"] as const;

/** One look at a site, for a page that does not follow its stream. */
export function siteLiveQuery(site: string) {
  return queryOptions({
    queryKey: [...liveKey, site],
    queryFn: ({ signal }) => getLive(site, signal),
    refetchInterval: liveEveryMs,
  });
}

export function getLive(site: string, signal: AbortSignal): Promise<SiteLive> {
  return getJson<SiteLive>(sitePath(site, "live"), signal);
}

export type RangeAsk = {
  readonly site: string;
  readonly equipment: string;
  readonly signal: string;
  readonly from: number;
  readonly to: number;
  readonly points: number;
};

export function getRange(ask: RangeAsk, signal: AbortSignal): Promise<Frame> {
  const { site, ...query } = ask;
  const text = new URLSearchParams(
    Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
  );
  return getJson<Frame>(sitePath(site, `range?${text}`), signal);
}

export type RecordsQuery = {
  readonly site: string;
  readonly log: string;
  /** Sequences [from, to). */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly equipment: string | undefined;
};

/** Records are never changed: what was read once is not asked for again. */
export function recordsQuery(ask: RecordsQuery) {
  const { site, log, from, to, limit, equipment } = ask;
  const query = new URLSearchParams({
    log,
    from: String(from),
    to: String(to),
    limit: String(limit),
  });
  if (equipment !== undefined) query.set("equipment", equipment);
  return queryOptions({
    queryKey: ["records", ask],
    queryFn: ({ signal }) =>
      getJson<ApiRoutes["/api/sites/:site/records"]>(sitePath(site, `records?${query}`), signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
