// GET /api/sites/:site/states: what every machine with a table of states was doing, from facts.
import { z } from "zod";
import type { SiteStates } from "#contracts/api.ts";
import { withDeadline } from "../deadline.ts";
import { findSite, parseQuery, spanKeys, spanOf } from "../query.ts";
import type { Route, SiteParams } from "../route-context.ts";
import { stateTimeline } from "../state-timeline.ts";

const statesQuery = spanOf(z.strictObject(spanKeys), 31);

export const statesRoute: Route = (server, { reader, clock, deadlines }) => {
  server.get<SiteParams>("/api/sites/:site/states", async (request): Promise<SiteStates> => {
    const model = findSite(reader, request.params.site);
    const { from, to } = parseQuery(statesQuery, request.query);
    const facts = await withDeadline(
      reader.facts(model.site.id, from, to),
      deadlines.readMs,
      `states of ${model.site.id}`,
    );
    return { hostTime: clock.now(), from, to, signals: stateTimeline(model, facts, from, to) };
  });
};
