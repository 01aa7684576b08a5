// The clock of the gateway's host jumps, as by a wrong NTP answer, by summer time or by hand; at the end of
// the fault it jumps back.

import { jumpKeys } from "./clock-error.ts";
import { faultKind } from "./fault-kind.ts";

export const gatewayClockJump = faultKind({
  kind: "gateway-clock-jump",
  layer: "host",
  words: {
    zh: { name: "网关时钟跳变", says: "网关的时钟突然跳变,故障结束时跳回。" },
    en: {
      name: "Gateway clock jump",
      says: "The clock of the gateway's host jumps, and jumps back at the end.",
    },
  },
  example: "{ kind: gateway-clock-jump, by: -1h }",
  keys: jumpKeys,
  plan: ({ by }) => ({
    on: "host",
    needs: [],
    begin: () => ({ host: () => ({ kind: "clock", offsetMs: by }) }),
  }),
});
