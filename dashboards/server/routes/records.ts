// GET /api/sites/:site/records: the signed records behind a citation, newest of the asked range, rebuilt whole.
import { z } from "zod";
import type { ApiRoutes } from "#contracts/api.ts";
import { withDeadline } from "../deadline.ts";
import { assertEquipment, assertLog, findSite, parseQuery } from "../query.ts";
import type { Route, SiteParams } from "../route-context.ts";
import { wireValue } from "../wire-json.ts";

const sequence = z.coerce
  .number()
  .int("须为非负整数 · a whole number")
  .min(0)
  .max(Number.MAX_SAFE_INTEGER);

const recordsQuery = z
  .strictObject({
    log: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "日志编号为 64 位十六进制 · a log id has 64 hex digits"),
    /** Sequences, half-open. */
    from: sequence,
    to: sequence,
    limit: z.coerce.number().int().min(1).max(200).default(50),
    equipment: z.string().min(1).max(128).optional(),
  })
  .refine(({ from, to }) => from < to, {
    path: ["to"],
    message: "结束须大于开始 · to must be above from",
  });

export const recordsRoute: Route = (server, { reader, clock, deadlines }) => {
  server.get<SiteParams>(
    "/api/sites/:site/records",
    async (request): Promise<ApiRoutes["/api/sites/:site/records"]> => {
      const model = findSite(reader, request.params.site);
      const { equipment, ...query } = parseQuery(recordsQuery, request.query);
      const site = model.site.id;
      assertLog(reader, site, query.log);
      if (equipment !== undefined) assertEquipment(model, equipment);
      const rows = await withDeadline(
        reader.records({ site, ...query, ...(equipment === undefined ? {} : { equipment }) }),
        deadlines.readMs,
        `records of ${site}`,
      );
      return {
        hostTime: clock.now(),
        rows: rows.map((row) => ({ ...row, samples: row.samples.map(wireValue) })),
      };
    },
  );
};
