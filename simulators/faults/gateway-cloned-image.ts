// A second gateway runs from a copy of this one's disk, as when an integrator duplicates a card that works: two
// senders with one identity and one history.

import { faultKind } from "./fault-kind.ts";

export const gatewayClonedImage = faultKind({
  kind: "gateway-cloned-image",
  layer: "host",
  words: {
    zh: { name: "网关镜像被克隆", says: "第二台网关用同一磁盘镜像同时运行,两台用同一身份。" },
    en: {
      name: "Cloned gateway image",
      says: "A second gateway runs from a copy of this one's disk, under the same identity.",
    },
  },
  example: "{ kind: gateway-cloned-image }",
  keys: {},
  plan: () => ({
    on: "host",
    needs: [],
    begin: () => ({ host: () => ({ kind: "cloned-image" }) }),
  }),
});
