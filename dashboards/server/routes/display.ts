// POST /api/sites/:site/display: what one screen showed since its last report, counted by buckets of duration.
// A screen's own word: cross-checked elsewhere. Only our own pages may speak: JSON asks a foreign page for a
// preflight that is never answered, and a foreign Origin is refused.
import type { z } from "zod";
import { displayReportSchema } from "#contracts/display.ts";
import { bucketUpperBound } from "#contracts/duration-buckets.ts";
import { assertOwnOrigin } from "../access.ts";
import { findSite, parseBody } from "../query.ts";
import type { Route, SiteParams } from "../route-context.ts";

/** Three kinds of 256 buckets each, written out, and some room. */
const bodyLimit = 32_768;
/** First displays of one report: a screen that shows a thousand signals ten times a second, for a minute. */
const mostDisplays = 600_000;

const report = displayReportSchema
  .refine((kinds) => new Set(kinds.map(({ kind }) => kind)).size === kinds.length, {
    message: "每类一项 · one entry per kind",
  })
  .superRefine((kinds, context) => {
    kinds.forEach(({ buckets }, i) => {
      buckets.forEach(([bound], n) => {
        if (bucketUpperBound(bound) === bound) return;
        context.addIssue({
          code: "custom",
          path: [i, "buckets", n, 0],
          message: `${bound} 不是约定的桶上界 · ${bound} is no upper bound of a bucket`,
        });
      });
    });
  })
  .refine(
    (kinds) =>
      kinds.flatMap(({ buckets }) => buckets).reduce((sum, [, count]) => sum + count, 0) <=
      mostDisplays,
    { message: `一次最多 ${mostDisplays} 次展示 · at most ${mostDisplays} displays in one report` },
  ) satisfies z.ZodType;

export const displayRoute: Route = (server, { reader, display, displayCap }) => {
  server.post<SiteParams>(
    "/api/sites/:site/display",
    { bodyLimit, onRequest: async (request) => assertOwnOrigin(request.headers) },
    async (request, reply) => {
      const site = findSite(reader, request.params.site).site.id;
      const checked = parseBody(report, request.body);
      displayCap.take(site);
      display.add(site, checked);
      return reply.code(204).send();
    },
  );
};
