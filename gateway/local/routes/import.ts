import { json, type Route } from "../route.ts";

const megabyte = 1024 * 1024;

/**
 * A signal list (the body, as the file is) tried: every problem by its cell, how the columns were understood, and the
 * configuration that it makes. Nothing is kept. The query has name, connection, equipment, base, plc, sheet, intervalMs.
 */
export const importRoute: Route = {
  method: "POST",
  path: "/api/import",
  needsToken: true,
  maxBodyBytes: 5 * megabyte,
  async answer(_gateway, { body, query }) {
    const { tryImport } = await import("../try-import.ts");
    return json(200, await tryImport(body, query));
  },
};
