// GET /api/sites/:site/range: history of one signal, reduced to about `points` samples.
// Caps keep one browser from asking for the whole archive at full resolution.

import { z } from "zod";
import type { Frame } from "#contracts/live.ts";
import { withDeadline } from "../deadline.ts";
import { assertSignal, findSite, parseQuery, spanKeys, spanOf } from "../query.ts";
import type { Route, SiteParams } from "../route-context.ts";

/** The longest look-back that the archive keeps: 15 months. */
const longestDays = 460;
const mostPoints = 5000;

const rangeQuery = spanOf(
  z.strictObject({
    equipment: z.string().min(1).max(128),
    signal: z.string().min(1).max(128),
    ...spanKeys,
    points: z.coerce.number().int().min(2).max(mostPoints).default(1000),
  }),
  longestDays,
);

export const rangeRoute: Route = (server, { reader, deadlines }) => {
  server.get<SiteParams>("/api/sites/:site/range", async (request): Promise<Frame> => {
    const model = findSite(reader, request.params.site);
    const query = parseQuery(rangeQuery, request.query);
    assertSignal(model, query.equipment, query.signal);
    return await withDeadline(
      reader.range({ site: model.site.id, ...query }),
      deadlines.readMs,
      `${query.equipment}/${query.signal}`,
    );
  });
};
