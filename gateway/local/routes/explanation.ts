import { failure, json, type Route } from "../route.ts";

/** What an error code means and what to do, in both languages. */
export const explanationRoute: Route = {
  method: "GET",
  path: "/api/explanation",
  needsToken: true,
  async answer({ desk }, { query }) {
    const code = query.get("code") ?? "";
    const explanation = await desk.explain(code);
    if (explanation !== undefined) return json(200, { code, ...explanation });
    return failure(404, "NOT_FOUND", `没有 ${code} 的说明 · no explanation of ${code}`);
  },
};
