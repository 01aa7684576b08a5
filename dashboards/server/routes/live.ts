// GET /api/sites/:site/live: one snapshot; the page asks for it whenever its stream (re)opens.
import type { SiteLive } from "#contracts/api.ts";
import { findSite } from "../query.ts";
import type { Route, SiteParams } from "../route-context.ts";
import { wireValue } from "../wire-json.ts";

export const liveRoute: Route = (server, { reader, clock }) => {
  server.get<SiteParams>("/api/sites/:site/live", (request): SiteLive => {
    const site = findSite(reader, request.params.site).site.id;
    return {
      hostTime: clock.now(),
      values: reader.lastValues(site).map(wireValue),
      links: reader.links(site),
      ledger: reader.ledger(site),
      latency: reader.latency(site),
    };
  });
};
