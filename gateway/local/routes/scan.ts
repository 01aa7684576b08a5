import { json, type Route } from "../route.ts";

/** How far the search is and what it found; null: there was none. It ends when nobody asks. */
export const scanRoute: Route = {
  method: "GET",
  path: "/api/scan",
  needsToken: true,
  async answer({ desk }) {
    const { scanOf } = await import("../scan-job.ts");
    return json(200, { scan: scanOf(desk)?.report() ?? null });
  },
};
