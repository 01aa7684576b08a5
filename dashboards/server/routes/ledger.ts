// GET /api/sites/:site/ledger: the loss ledger and the newest verified checkpoint of every log.
import type { SiteLedger } from "#contracts/api.ts";
import { withDeadline } from "../deadline.ts";
import { findSite } from "../query.ts";
import type { Route, SiteParams } from "../route-context.ts";

const dayMs = 86_400_000;

export const ledgerRoute: Route = (server, { reader, clock, deadlines }) => {
  server.get<SiteParams>("/api/sites/:site/ledger", async (request): Promise<SiteLedger> => {
    const site = findSite(reader, request.params.site).site.id;
    const now = clock.now();
    const logs = await withDeadline(
      reader.logs(site, now - dayMs, now),
      deadlines.readMs,
      `logs of ${site}`,
    );
    return { hostTime: now, ledger: reader.ledger(site), logs, latency: reader.latency(site) };
  });
};
