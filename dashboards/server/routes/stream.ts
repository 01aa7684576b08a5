// GET /api/stream[?site=]: server-sent events of one site, or of all.
import { z } from "zod";
import { findSite, parseQuery } from "../query.ts";
import type { Route } from "../route-context.ts";

const streamQuery = z.strictObject({ site: z.string().min(1).max(128).optional() });

export const streamRoute: Route = (server, { reader, hub }) => {
  server.get("/api/stream", (request, reply) => {
    const { site } = parseQuery(streamQuery, request.query);
    if (site !== undefined) findSite(reader, site);
    hub.assertRoom();
    // From here on the hub owns the answer; fastify must not end it.
    reply.hijack();
    reply.raw.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    hub.add(reply.raw, site);
  });
};
