// The cable is pulled, or a switch is dead: nothing comes, nothing is refused, and nobody is told. TCP keeps
// what was sent and goes on with it when the cable is back, unless one end has given up.

import { z } from "zod";
import { faultKind } from "./fault-kind.ts";
import { listenerKey, listenerNeeds } from "./listener-key.ts";

export const cablePulled = faultKind({
  kind: "cable-pulled",
  layer: "cable",
  words: {
    zh: { name: "拔线", says: "连接上什么都不通,也没有任何一端得到通知。" },
    en: { name: "Cable pulled", says: "Nothing passes on a connection and neither end is told." },
  },
  example: "{ kind: cable-pulled, listener: modbus }",
  keys: {
    listener: listenerKey,
    newConnections: z
      .enum(["silent", "refused"])
      .optional()
      .describe("New connections meanwhile: opened but silent (default), or refused."),
  },
  plan: ({ listener, newConnections = "silent" }) => ({
    on: listener,
    needs: listenerNeeds(listener),
    begin: () => ({
      cable: { listeners: [listener], state: { kind: "silent", newConnections } },
    }),
  }),
});
