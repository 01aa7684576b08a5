// Query strings, bodies and ids are untrusted: a schema per route, unknown keys refused, every problem named.

import { z } from "zod";
import type { LineModel } from "#contracts/line-model.ts";
import type { LiveReader } from "#contracts/live.ts";
import { checkSchema } from "#contracts/schema-problems.ts";
import { DashboardsError, type DashboardsErrorCode } from "../errors.ts";

/** More are counted, not told: a body may hold hundreds. */
const mostTold = 20;

function parse<S extends z.ZodType>(
  schema: S,
  value: unknown,
  refusal: { readonly code: DashboardsErrorCode; readonly lead: string },
): z.output<S> {
  const checked = checkSchema(schema, value);
  if (checked.ok) return checked.value;
  const { problems } = checked;
  const list = problems
    .slice(0, mostTold)
    .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
    .join("; ");
  throw new DashboardsError(refusal.code, `${refusal.lead}: ${list}`, {
    problems: problems.length,
    first: problems[0]?.path ?? "",
  });
}

/** Throws DASHBOARDS_QUERY_INVALID with all problems. */
export function parseQuery<S extends z.ZodType>(schema: S, query: unknown): z.output<S> {
  const lead = "请求参数有误 · the query has problems";
  return parse(schema, query, { code: "DASHBOARDS_QUERY_INVALID", lead });
}

/** Throws DASHBOARDS_BODY_INVALID with all problems. */
export function parseBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const lead = "请求内容有误 · the body has problems";
  return parse(schema, body, { code: "DASHBOARDS_BODY_INVALID", lead });
}

const dayMs = 86_400_000;
const time = z.coerce.number().int("须为毫秒整数 · whole ms UTC").min(0).max(8.64e15);

/** Keys of a query for a span of time, ms UTC, half-open. */
export const spanKeys = { from: time, to: time };

/** A query with these keys, whose span ascends and is at most so many days long. */
export function spanOf<S extends z.ZodType<{ readonly from: number; readonly to: number }>>(
  query: S,
  mostDays: number,
): S {
  return query
    .refine(({ from, to }) => from < to, {
      path: ["to"],
      message: "结束须晚于开始 · to must be after from",
    })
    .refine(({ from, to }) => to - from <= mostDays * dayMs, {
      path: ["to"],
      message: `时间范围最长 ${mostDays} 天 · the range is at most ${mostDays} days`,
    });
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

/** Throws DASHBOARDS_EQUIPMENT_UNKNOWN. */
export function assertEquipment(model: LineModel, equipment: string): void {
  if (model.lines.some((line) => line.equipment.some(({ id }) => id === equipment))) return;
  throw new DashboardsError(
    "DASHBOARDS_EQUIPMENT_UNKNOWN",
    `站点 ${model.site.id} 的产线模型中没有设备 ${equipment} · the line model of ${model.site.id} has no equipment ${equipment}`,
    { site: model.site.id, equipment },
  );
}

/** Throws DASHBOARDS_LOG_UNKNOWN. */
export function assertLog(reader: LiveReader, site: string, log: string): void {
  if (reader.ledger(site).some((each) => each.log === log)) return;
  throw new DashboardsError(
    "DASHBOARDS_LOG_UNKNOWN",
    `站点 ${site} 没有证据日志 ${log},已有日志见 /api/sites/${site}/ledger · site ${site} has no evidence log ${log}; /api/sites/${site}/ledger lists them`,
    { site, log },
  );
}
