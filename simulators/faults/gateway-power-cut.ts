// The gateway's host loses its power without warning, in the middle of a write if need be.

import { faultKind } from "./fault-kind.ts";

export const gatewayPowerCut = faultKind({
  kind: "gateway-power-cut",
  layer: "host",
  words: {
    zh: { name: "网关断电", says: "网关主机突然断电,来电后重启。" },
    en: {
      name: "Gateway power cut",
      says: "The gateway's host loses its power without warning and starts anew.",
    },
  },
  example: "{ kind: gateway-power-cut, for: 5m }",
  keys: {},
  plan: () => ({
    on: "host",
    needs: [],
    begin: () => ({ host: () => ({ kind: "power-cut" }) }),
  }),
});
