import { z } from "zod";
import { answerAsked } from "../asked.ts";
import { json, type Route } from "../route.ts";

const askedSchema = z.strictObject({
  connection: z.string(),
  from: z.string().optional(),
  namespaces: z.record(z.string(), z.string()).default({}),
  limit: z.int().min(1).max(5000).default(1000),
});

/** What an OPC UA server of the running gateway has below a node, with each variable as a line of a configuration. */
export const browseRoute: Route = {
  method: "POST",
  path: "/api/browse",
  needsToken: true,
  answer: ({ desk }, request) =>
    answerAsked(askedSchema, request, async ({ connection, from, namespaces, limit }) => {
      const { browseLive } = await import("../../commissioning/live-browse.ts");
      const options = { namespaces, limit, ...(from === undefined ? {} : { from }) };
      return json(200, await browseLive(desk, connection, options));
    }),
};
