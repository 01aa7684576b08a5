// The built page: hashed assets from disk, one HTML for every page address (single-page application).
// The policy allows no inline style and no script but our files.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyHelmet from "@fastify/helmet";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { DashboardsError } from "../errors.ts";

/** The page as it was built last: a rebuild under a running server is served whole. Throws DASHBOARDS_WEB_MISSING. */
export async function loadPage(webRoot: string): Promise<string> {
  const path = join(webRoot, "index.html");
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new DashboardsError(
      "DASHBOARDS_WEB_MISSING",
      `找不到网页 ${path},请先运行 npm run build:web · the page ${path} is missing; run npm run build:web first`,
      { path },
      { cause },
    );
  }
}

export async function protectAnswers(server: FastifyInstance): Promise<void> {
  await server.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Plain HTTP on loopback: a promise of HTTPS would be false.
    strictTransportSecurity: false,
    referrerPolicy: { policy: "no-referrer" },
  });
}

function wantsPage(method: string, path: string): boolean {
  const last = path.slice(path.lastIndexOf("/") + 1);
  return (method === "GET" || method === "HEAD") && !last.includes(".");
}

export async function servePage(
  server: FastifyInstance,
  options: { webRoot: string },
): Promise<void> {
  await server.register(fastifyStatic, {
    root: join(options.webRoot, "assets"),
    prefix: "/assets/",
    index: false,
    immutable: true,
    maxAge: "365d",
  });
  server.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "/";
    if (path !== "/api" && !path.startsWith("/api/") && wantsPage(request.method, path)) {
      const html = await loadPage(options.webRoot);
      return reply.type("text/html; charset=utf-8").header("cache-control", "no-store").send(html);
    }
    const readable = request.method === "GET" || request.method === "HEAD";
    throw new DashboardsError(
      readable ? "DASHBOARDS_ROUTE_UNKNOWN" : "DASHBOARDS_METHOD_REFUSED",
      readable
        ? `没有地址 ${path} · there is nothing at ${path}`
        : `只读服务,不接受 ${request.method} · this server only reads; ${request.method} is refused`,
      { path, method: request.method },
    );
  });
}
