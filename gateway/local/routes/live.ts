import { json, type Route } from "../route.ts";

/** Liveness: who answers lives. A broker or device that is away is no reason to start the gateway anew. */
export const liveRoute: Route = {
  method: "GET",
  path: "/health/live",
  needsToken: false,
  answer: () => json(200, { live: true }),
};
