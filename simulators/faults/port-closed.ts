// The host is there, its service is not: standing connections are reset, new ones refused.

import { faultKind } from "./fault-kind.ts";
import { listenerNeeds, tcpListenerKey } from "./listener-key.ts";

export const portClosed = faultKind({
  kind: "port-closed",
  layer: "cable",
  words: {
    zh: { name: "端口关闭", says: "已有连接被复位,新连接被拒绝。" },
    en: { name: "Port closed", says: "Standing connections are reset and new ones refused." },
  },
  example: "{ kind: port-closed, listener: opcua }",
  keys: { listener: tcpListenerKey },
  plan: ({ listener }) => ({
    on: listener,
    needs: listenerNeeds(listener),
    begin: () => ({ cable: { listeners: [listener], state: { kind: "refused" } } }),
  }),
});
