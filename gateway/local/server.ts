// Status, metrics and commands for this computer only: loopback, a token, no CORS, a known Host (a web page that
// rebinds its name to 127.0.0.1 is refused), bounded in size, time and number.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { errorCode } from "#contracts/errors.ts";
import type { LocalSettings } from "../config/settings.ts";
import { bounded } from "../drivers/bounded.ts";
import { GatewayError } from "../errors.ts";
import { failure, type LocalAnswer, type LocalGateway, type Route } from "./route.ts";
import { routes } from "./routes/registry.ts";
import { isToken, openToken } from "./token.ts";

const maxConnections = 32;
const maxBodyBytes = 64 * 1024;
const requestMs = 10_000;
const answerMs = 30_000;

export type LocalServerOptions = {
  readonly settings: LocalSettings;
  readonly dataDir: string;
  readonly gateway: LocalGateway;
};

export interface LocalServer {
  /** e.g. http://127.0.0.1:7411 */
  readonly url: string;
  close(): Promise<void>;
}

/** Rejects GATEWAY_LOCAL_PORT and GATEWAY_LOCAL_TOKEN; a gateway goes on without. */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const { settings, dataDir, gateway } = options;
  const token = openToken(dataDir);
  const server = createServer((request, response) => {
    void respond(request, response, gateway, token);
  });
  server.maxConnections = maxConnections;
  server.requestTimeout = requestMs;
  server.headersTimeout = requestMs;
  server.keepAliveTimeout = requestMs;
  const port = await listen(server, settings);
  const host = settings.host.includes(":") ? `[${settings.host}]` : settings.host;
  return {
    url: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, { host, port }: LocalSettings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: Error) =>
      reject(
        new GatewayError(
          "GATEWAY_LOCAL_PORT",
          `本地页面端口 ${host}:${port} 不能用(${cause.message});采集不受影响,可用 local.port 换一个,或写 local: false · the local page's port ${host}:${port} cannot be used (${cause.message}): reading goes on; choose another by local.port, or write local: false`,
          { host, port },
          { cause },
        ),
      ),
    );
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  gateway: LocalGateway,
  token: string,
): Promise<void> {
  let answer: LocalAnswer;
  try {
    answer = await bounded(answerTo(request, gateway, token), answerMs, () => new Error("late"));
  } catch (error) {
    const code = errorCode(error) ?? "INTERNAL";
    answer = failure(500, code, "内部错误,见日志 · internal error, see the log");
  }
  response.writeHead(answer.status, {
    "content-type": answer.type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    ...answer.headers,
  });
  response.end(request.method === "HEAD" ? undefined : answer.body);
}

async function answerTo(
  request: IncomingMessage,
  gateway: LocalGateway,
  token: string,
): Promise<LocalAnswer> {
  if (!isOwnHost(request)) {
    return failure(421, "HOST", "只答本机地址 · only names of this computer are answered");
  }
  const url = URL.parse(request.url ?? "", "http://local");
  if (url === null) return failure(400, "URL", "地址有误 · bad address");
  const fitting = routes.filter((route) => fits(route, url.pathname));
  const method = request.method === "HEAD" ? "GET" : request.method;
  const route = fitting.find((each) => each.method === method);
  if (route === undefined) {
    return fitting.length === 0
      ? failure(404, "NOT_FOUND", "没有这个地址 · no such address")
      : failure(405, "METHOD", "方法不对 · wrong method");
  }
  if (route.needsToken && !isToken(bearerOf(request), token)) {
    return failure(
      401,
      "TOKEN",
      "需要口令:Authorization: Bearer <数据目录里 local.token 的内容> · token needed: the text of local.token in the data folder",
    );
  }
  const body = await bodyOf(request, route.maxBodyBytes ?? maxBodyBytes);
  if (body === undefined) return failure(413, "BODY", "内容太大 · body too large");
  return route.answer(gateway, { path: url.pathname, query: url.searchParams, body });
}

function fits({ path }: Route, asked: string): boolean {
  return path.endsWith("/*") ? asked.startsWith(path.slice(0, -1)) : path === asked;
}

/** The name by which the browser believes to speak to us. */
function isOwnHost({ headers, socket }: IncomingMessage): boolean {
  const port = socket.localPort;
  const names = ["127.0.0.1", "localhost", "[::1]", socket.localAddress ?? ""];
  return names.some((name) => headers.host === `${name}:${port}`);
}

function bearerOf({ headers }: IncomingMessage): string {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
}

/** undefined: larger than allowed. What is too much is not read. */
async function bodyOf(
  request: IncomingMessage,
  limitBytes: number,
): Promise<Uint8Array | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > limitBytes) return undefined;
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    if (!Buffer.isBuffer(part)) continue;
    size += part.length;
    if (size > limitBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
