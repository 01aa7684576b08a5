// The device lost its connections without a word, as after a crash or behind a firewall that forgot them: a
// client that waits on an old one waits for ever, a new one works at once. This is the trouble behind most
// "connected, but no data" threads (field reference, 5.1).

import { faultKind } from "./fault-kind.ts";
import { listenerNeeds, tcpListenerKey } from "./listener-key.ts";

export const halfOpen = faultKind({
  kind: "half-open",
  layer: "cable",
  words: {
    zh: { name: "半开连接", says: "已有连接永远无声,客户端仍以为连着;新连接正常。" },
    en: {
      name: "Half-open connections",
      says: "Standing connections are silent for ever though they look open; new ones work.",
    },
  },
  example: "{ kind: half-open, listener: modbus, for: 1s }",
  keys: { listener: tcpListenerKey },
  plan: ({ listener }) => ({
    on: listener,
    needs: listenerNeeds(listener),
    begin: () => ({ cable: { listeners: [listener], state: { kind: "half-open" } } }),
  }),
});
