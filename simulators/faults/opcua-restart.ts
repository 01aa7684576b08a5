// The OPC UA server starts anew, as after a download to the controller: sessions and subscriptions are gone,
// and namespace indexes are others. Who reads by index then reads something else or nothing. `for` is how long
// it is away.

import { z } from "zod";
import { faultKind } from "./fault-kind.ts";

export const opcuaRestart = faultKind({
  kind: "opcua-restart",
  layer: "opcua",
  words: {
    zh: {
      name: "OPC UA 重启并重编命名空间",
      says: "服务器重启后命名空间索引改变,会话和订阅消失。",
    },
    en: {
      name: "OPC UA restart, renumbered",
      says: "The server restarts with other namespace indexes; sessions and subscriptions are gone.",
    },
  },
  example: "{ kind: opcua-restart, for: 10s }",
  keys: {
    renumber: z
      .boolean()
      .optional()
      .describe("Whether the namespace indexes are others afterwards. Default true."),
  },
  check: (settings, problem) => {
    if (settings.for === undefined) {
      problem("for", "请写明重启用时,如 10s · say how long the restart takes, e.g. 10s");
    }
  },
  plan: ({ renumber = true }) => ({
    on: "opcua",
    needs: [{ kind: "listener", key: "kind", anyOf: ["opcua"] }],
    begin: () => ({ opcua: { kind: "restart", renumber } }),
  }),
});
