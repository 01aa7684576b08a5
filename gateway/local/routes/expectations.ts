import { answerMendable } from "../asked.ts";
import { json, type Route } from "../route.ts";

/** Name, unit and range of the signals of an equipment, where line model or template tell them. */
export const expectationsRoute: Route = {
  method: "GET",
  path: "/api/expectations",
  needsToken: true,
  answer: ({ desk }, { query }) =>
    answerMendable(async () => {
      const { expectationsOf } = await import("../../commissioning/live-check.ts");
      return json(200, { signals: expectationsOf(desk, query.get("equipment") ?? "") });
    }),
};
