// Query strings and path ids are untrusted: a schema per route, unknown keys refused, every problem named.

import type { z } from "zod";
import type { LineModel } from "#contracts/line-model.ts";
import type { LiveReader } from "#contracts/live.ts";
import { checkSchema } from "#contracts/schema-problems.ts";
import { DashboardsError } from "../errors.ts";

/** Throws DASHBOARDS_QUERY_INVALID with all problems. */
export function parseQuery<S extends z.ZodType>(schema: S, query: unknown): z.output<S> {
  const checked = checkSchema(schema, query);
  if (checked.ok) return checked.value;
  const list = checked.problems
    .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
    .join("; ");
  throw new DashboardsError(
    "DASHBOARDS_QUERY_INVALID",
    `请求参数有误 · the query has problems: ${list}`,
    { problems: checked.problems.length, first: checked.problems[0]?.path ?? "" },
  );
}

/** Throws DASHBOARDS_SITE_UNKNOWN. */
export function findSite(reader: LiveReader, site: string): LineModel {
  const model = reader.lineModels().find((each) => each.site.id === site);
  if (model !== undefined) return model;
  throw new DashboardsError(
    "DASHBOARDS_SITE_UNKNOWN",
    `本机没有站点 ${site},可用站点见 /api/sites · no site ${site} is kept here; /api/sites lists them`,
    { site },
  );
}

/** Throws DASHBOARDS_SIGNAL_UNKNOWN. */
export function assertSignal(model: LineModel, equipment: string, signal: string): void {
  const known = model.lines
    .flatMap((line) => line.equipment)
    .some((each) => each.id === equipment && each.signals.some((one) => one.id === signal));
  if (known) return;
  throw new DashboardsError(
    "DASHBOARDS_SIGNAL_UNKNOWN",
    `站点 ${model.site.id} 的产线模型中没有信号 ${equipment}/${signal} · the line model of ${model.site.id} has no signal ${equipment}/${signal}`,
    { site: model.site.id, equipment, signal },
  );
}
