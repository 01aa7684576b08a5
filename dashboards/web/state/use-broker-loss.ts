// Gateways of which nothing is known because the centre lost its broker. The list only counts them as not online,
// so each site that has one missing is asked why.
import { useQueries } from "@tanstack/react-query";
import type { SiteOverview } from "#contracts/api.ts";
import type { LinkState } from "#contracts/live.ts";
import { siteLiveQuery } from "../api/queries.ts";

/** By site, its first link that is unknown; a site whose gateways are known is not in it. */
export function useBrokerLoss(sites: readonly SiteOverview[]): ReadonlyMap<string, LinkState> {
  const asked = sites.filter(({ gateways }) => gateways.online < gateways.all);
  const answers = useQueries({ queries: asked.map(({ id }) => siteLiveQuery(id)) });
  const found = new Map<string, LinkState>();
  for (const [i, { id }] of asked.entries()) {
    const link = answers[i]?.data?.links.find(({ unknown }) => unknown === "broker");
    if (link !== undefined) found.set(id, link);
  }
  return found;
}
