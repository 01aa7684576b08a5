// The one place where an error becomes an HTTP answer: status, stable code, message in zh and en.
// What has no code is a defect here: the page learns so, the log line says what.

import type { FastifyInstance } from "fastify";
import type { ApiError } from "#contracts/api.ts";
import { errorCode } from "#contracts/errors.ts";
import { DashboardsError, type DashboardsErrorCode } from "../errors.ts";

const statusOf: { readonly [C in DashboardsErrorCode]?: number } = {
  DASHBOARDS_HOST_REFUSED: 421,
  DASHBOARDS_ROUTE_UNKNOWN: 404,
  DASHBOARDS_METHOD_REFUSED: 405,
  DASHBOARDS_QUERY_INVALID: 400,
  DASHBOARDS_BODY_INVALID: 400,
  DASHBOARDS_BODY_TOO_LARGE: 413,
  DASHBOARDS_MEDIA_REFUSED: 415,
  DASHBOARDS_ORIGIN_REFUSED: 403,
  DASHBOARDS_SITE_UNKNOWN: 404,
  DASHBOARDS_EQUIPMENT_UNKNOWN: 404,
  DASHBOARDS_SIGNAL_UNKNOWN: 404,
  DASHBOARDS_LOG_UNKNOWN: 404,
  DASHBOARDS_POLICY_UNKNOWN: 404,
  DASHBOARDS_STREAM_FULL: 503,
  DASHBOARDS_DISPLAY_CAPPED: 429,
  DASHBOARDS_DISPLAY_WRITE: 503,
  DASHBOARDS_TIMEOUT: 504,
};

export type Answer = { readonly status: number; readonly body: ApiError };

/** Fastify's own refusals (bad URI, too large) carry a status below 500. */
function clientStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("statusCode" in error)) return undefined;
  const { statusCode } = error;
  return typeof statusCode === "number" && statusCode >= 400 && statusCode < 500
    ? statusCode
    : undefined;
}

export function answerOfError(error: unknown): Answer {
  const code = errorCode(error);
  if (error instanceof Error && code !== undefined) {
    const status = error instanceof DashboardsError ? (statusOf[error.code] ?? 500) : 500;
    return { status, body: { code, message: error.message } };
  }
  const refused = clientStatus(error);
  if (refused === 413) {
    const message = "请求内容过大 · the body is too large";
    return { status: refused, body: { code: "DASHBOARDS_BODY_TOO_LARGE", message } };
  }
  if (refused !== undefined) {
    const message = "请求格式有误 · the request is malformed";
    return { status: refused, body: { code: "DASHBOARDS_QUERY_INVALID", message } };
  }
  const message = "服务器内部错误,详见服务器日志 · internal error; the server's log says more";
  return { status: 500, body: { code: "DASHBOARDS_INTERNAL", message } };
}

export function answerErrors(server: FastifyInstance, log: (line: string) => void): void {
  server.setErrorHandler((error, request, reply) => {
    const { status, body } = answerOfError(error);
    if (status >= 500) {
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log(`${request.method} ${request.url}: ${body.code}: ${cause}`);
    }
    return reply.code(status).type("application/json; charset=utf-8").send(body);
  });
}
