import { healthOf } from "../health.ts";
import { json, type Route } from "../route.ts";

/** Readiness: 200 when it reads, keeps and publishes, else 503 with what is wrong in words. */
export const healthRoute: Route = {
  method: "GET",
  path: "/health",
  needsToken: false,
  answer(gateway) {
    const health = healthOf(gateway.status());
    return json(health.ready ? 200 : 503, health);
  },
};
