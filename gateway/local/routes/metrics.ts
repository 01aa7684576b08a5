import type { Route } from "../route.ts";

/** Prometheus text; the library is loaded when somebody asks. Counts and states, no values of signals. */
export const metricsRoute: Route = {
  method: "GET",
  path: "/metrics",
  needsToken: false,
  async answer(gateway) {
    const { metricsText } = await import("../metrics.ts");
    return metricsText(() => gateway.status());
  },
};
