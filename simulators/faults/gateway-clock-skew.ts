// The clock of the gateway's host runs too fast or too slow, as a clock that nobody sets; at the end of the
// fault it is set right.

import { skewedBy, skewKeys } from "./clock-error.ts";
import { faultKind } from "./fault-kind.ts";

export const gatewayClockSkew = faultKind({
  kind: "gateway-clock-skew",
  layer: "host",
  words: {
    zh: { name: "网关时钟走偏", says: "网关的时钟走快或走慢,误差随时间增大。" },
    en: {
      name: "Gateway clock skew",
      says: "The clock of the gateway's host runs fast or slow; its error grows.",
    },
  },
  example: "{ kind: gateway-clock-skew, perDay: 30s }",
  keys: skewKeys,
  plan: (settings) => ({
    on: "host",
    needs: [],
    begin: () => ({
      host: (elapsedMs) => ({ kind: "clock", offsetMs: skewedBy(settings, elapsedMs) }),
    }),
  }),
});
