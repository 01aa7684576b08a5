// The way from the gateway to the broker is gone, for hours as a rule: a 4G card without credit, an excavator.
// The plant is still read.

import { faultKind } from "./fault-kind.ts";

export const gatewayNetworkOutage = faultKind({
  kind: "gateway-network-outage",
  layer: "host",
  words: {
    zh: { name: "网关断网", says: "网关连不上上级平台,仍在采集现场;恢复后应补传。" },
    en: {
      name: "Gateway network outage",
      says: "The gateway cannot reach the broker but reads on; what it kept is due afterwards.",
    },
  },
  example: "{ kind: gateway-network-outage, for: 13h }",
  keys: {},
  plan: () => ({
    on: "host",
    needs: [],
    begin: () => ({ host: () => ({ kind: "network-outage" }) }),
  }),
});
