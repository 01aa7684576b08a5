import { json, type Route } from "../route.ts";

export const statusRoute: Route = {
  method: "GET",
  path: "/api/status",
  needsToken: true,
  answer: (gateway) => json(200, gateway.status()),
};
