// The dashboard server: HTTP API, live stream and the page, on loopback only. It reads through the
// interfaces of contracts/live.ts; all it writes is what screens report of themselves. If it dies, nothing is lost.

import fastify, { type FastifyInstance } from "fastify";
import type { SiteVerdicts } from "#contracts/api.ts";
import type { HistoryReader, LiveReader } from "#contracts/live.ts";
import type { Clock } from "#contracts/time.ts";
import { DashboardsError } from "../errors.ts";
import { assertLoopback, assertOwnName } from "./access.ts";
import { answerErrors } from "./answer-errors.ts";
import { DisplayCap } from "./display-cap.ts";
import { type DisplayLedger, openDisplayLedger } from "./display-ledger.ts";
import { Judgements } from "./judgements.ts";
import { loadPage, protectAnswers, servePage } from "./page.ts";
import type { RouteContext } from "./route-context.ts";
import { routes } from "./routes/registry.ts";
import type { PolicyHead } from "./site-overview.ts";
import { defaultStreamLimits, StreamHub, type StreamLimits } from "./stream-hub.ts";
import { toWireJson } from "./wire-json.ts";

export type DashboardOptions = {
  readonly reader: LiveReader & HistoryReader;
  readonly judge: (site: string, policy: string) => Promise<SiteVerdicts>;
  /** Policies that the judge knows; the first is shown by default. Default: langfang-2023. */
  readonly policies?: readonly [string, ...string[]];
  /** What a list of sites says of the rules when a site cannot be judged. Default: not adopted. */
  readonly describePolicy?: (policy: string) => PolicyHead;
  /** Where reports of screens are counted. Default: in memory, until the server closes. */
  readonly display?: DisplayLedger;
  /** A loopback address or name. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Folder of the built page (dashboards/web/dist). */
  readonly webRoot: string;
  readonly clock: Clock;
  /** One line for people about what went wrong. */
  readonly log: (line: string) => void;
  readonly stream?: Partial<StreamLimits>;
  readonly deadlines?: Partial<RouteContext["deadlines"]>;
  /** How long verdicts are given again without judging anew, ms. Default: 5000. */
  readonly keepVerdictsMs?: number;
  /** Display reports that one site may send in a minute. Default: 240. */
  readonly displayReportsPerMinute?: number;
};

export type RunningDashboard = {
  /** Where a browser opens the page, e.g. http://127.0.0.1:8080/ */
  readonly url: string;
  readonly port: number;
  /** Open streams now, and streams dropped since the start because they did not read. */
  streams(): { readonly clients: number; readonly dropped: number };
  /** Display reports since the start: counted, and refused because a site sent too many. */
  displayReports(): { readonly taken: number; readonly refused: number };
  /** Ends streams and connections; may be called again. */
  close(): Promise<void>;
};

function listenError(error: unknown, host: string, port: number): DashboardsError {
  const reason = error instanceof Error && "code" in error ? String(error.code) : "";
  if (reason === "EADDRINUSE") {
    return new DashboardsError(
      "DASHBOARDS_PORT_IN_USE",
      `看板端口 ${host}:${port} 已被占用:请停止占用它的程序,或改用别的端口 · ` +
        `dashboard port ${host}:${port} is in use: stop the program that holds it, or choose another port`,
      { host, port },
      { cause: error },
    );
  }
  return new DashboardsError(
    "DASHBOARDS_LISTEN_FAILED",
    `看板无法在 ${host}:${port} 上监听(${reason}):请检查地址与权限 · ` +
      `the dashboard cannot listen on ${host}:${port} (${reason}): check address and permission`,
    { host, port, reason },
    { cause: error },
  );
}

function createServer(): FastifyInstance {
  const server = fastify({
    forceCloseConnections: true,
    bodyLimit: 1024,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 512 },
  });
  server.addHook("onRequest", async (request, reply) => {
    assertOwnName(request.headers.host);
    if (request.url.startsWith("/api")) reply.header("cache-control", "no-store");
  });
  server.setReplySerializer(toWireJson);
  return server;
}

/** The ledger that was given, which its owner closes, or one in memory. */
function displayOf({ display, clock, log }: DashboardOptions): {
  readonly ledger: DisplayLedger;
  readonly close: () => void;
} {
  if (display !== undefined) return { ledger: display, close: () => undefined };
  const ledger = openDisplayLedger({ file: ":memory:", clock, log });
  return { ledger, close: () => ledger.close() };
}

/**
 * Throws DASHBOARDS_PLAINTEXT_REFUSED, DASHBOARDS_WEB_MISSING, DASHBOARDS_PORT_IN_USE and
 * DASHBOARDS_LISTEN_FAILED; then nothing stays open.
 */
export async function startDashboard(options: DashboardOptions): Promise<RunningDashboard> {
  const { reader, judge, clock, log, host, port } = options;
  assertLoopback(host, port);
  await loadPage(options.webRoot);
  const hub = new StreamHub({
    reader,
    clock,
    log,
    limits: { ...defaultStreamLimits, ...options.stream },
  });
  const server = createServer();
  const displayCap = new DisplayCap({
    clock,
    log,
    perMinute: options.displayReportsPerMinute ?? 240,
  });
  const display = displayOf(options);
  const close = async (): Promise<void> => {
    hub.close();
    await server.close();
    display.close();
  };
  try {
    answerErrors(server, log);
    await protectAnswers(server);
    const context: RouteContext = {
      reader,
      judgements: new Judgements({ judge, clock, keepMs: options.keepVerdictsMs ?? 5000 }),
      policies: options.policies ?? ["langfang-2023"],
      describePolicy: options.describePolicy ?? ((id) => ({ id, adoption: null })),
      display: display.ledger,
      displayCap,
      clock,
      hub,
      log,
      deadlines: { readMs: 15_000, judgeMs: 60_000, listMs: 2000, ...options.deadlines },
    };
    for (const route of routes) route(server, context);
    await servePage(server, { webRoot: options.webRoot });
    await server.listen({ host, port });
  } catch (error) {
    await close();
    throw error instanceof DashboardsError ? error : listenError(error, host, port);
  }
  const address = server.server.address();
  const bound = address !== null && typeof address === "object" ? address.port : port;
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return {
    url: `http://${name}:${bound}/`,
    port: bound,
    streams: () => hub.counts,
    displayReports: () => displayCap.counts,
    close,
  };
}
