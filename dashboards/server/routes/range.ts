// GET /api/sites/:site/range: history of one signal, reduced to about `points` samples.
// Caps keep one browser from asking for the whole archive at full resolution.

import { z } from "zod";
import type { Frame } from "#contracts/live.ts";
import { withDeadline } from "../deadline.ts";
import { assertSignal, findSite, parseQuery } from "../query.ts";
import type { Route, SiteParams } from "../route-context.ts";

const dayMs = 86_400_000;
/** The longest look-back that the archive keeps: 15 months. */
const longestRangeMs = 460 * dayMs;
const mostPoints = 5000;

const time = z.coerce.number().int("须为毫秒整数 · whole ms UTC").min(0).max(8.64e15);

const rangeQuery = z
  .strictObject({
    equipment: z.string().min(1).max(128),
    signal: z.string().min(1).max(128),
    /** ms UTC, half-open. */
    from: time,
    to: time,
    points: z.coerce.number().int().min(2).max(mostPoints).default(1000),
  })
  .refine(({ from, to }) => from < to, {
    path: ["to"],
    message: "结束须晚于开始 · to must be after from",
  })
  .refine(({ from, to }) => to - from <= longestRangeMs, {
    path: ["to"],
    message: "时间范围最长 460 天 · the range is at most 460 days",
  });

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
