import { json, type Route } from "../route.ts";

export const scanStopRoute: Route = {
  method: "POST",
  path: "/api/scan/stop",
  needsToken: true,
  async answer({ desk }) {
    const { scanOf } = await import("../scan-job.ts");
    const scan = scanOf(desk);
    scan?.stop();
    return json(200, { scan: scan?.report() ?? null });
  },
};
