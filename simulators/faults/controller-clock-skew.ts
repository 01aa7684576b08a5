// The clock of the plant's controllers, and so its source times, runs too fast or too slow, as a clock that nobody sets; at the end of the
// fault it is set right.

import { skewedBy, skewKeys } from "./clock-error.ts";
import { faultKind } from "./fault-kind.ts";

export const controllerClockSkew = faultKind({
  kind: "controller-clock-skew",
  layer: "plant",
  words: {
    zh: { name: "控制器时钟走偏", says: "控制器的时钟走快或走慢,误差随时间增大。" },
    en: {
      name: "Controller clock skew",
      says: "The controllers' clock, and so the source times, runs fast or slow; its error grows.",
    },
  },
  example: "{ kind: controller-clock-skew, perDay: 30s }",
  keys: skewKeys,
  plan: (settings) => ({
    on: "plant",
    needs: [],
    begin: () => ({
      plant: (elapsedMs) => ({ kind: "clock", offsetMs: skewedBy(settings, elapsedMs) }),
    }),
  }),
});
