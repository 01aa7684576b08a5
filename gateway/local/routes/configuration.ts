import { answerMendable } from "../asked.ts";
import { json, type Route } from "../route.ts";

/** The configuration file as it is on disk, with the digest that a change of it has to name. It holds no secrets. */
export const configurationRoute: Route = {
  method: "GET",
  path: "/api/configuration",
  needsToken: true,
  answer: ({ desk }) =>
    answerMendable(async () => {
      const { readConfiguration } = await import("../configuration-file.ts");
      const ids = desk.config.connections.map(({ id, driver }) => ({ id, driver }));
      return json(200, { ...readConfiguration(desk), connections: ids });
    }),
};
