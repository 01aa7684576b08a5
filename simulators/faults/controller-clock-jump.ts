// The clock of the plant's controllers, and so its source times, jumps, as by a wrong NTP answer, by summer time or by hand; at the end of
// the fault it jumps back.

import { jumpKeys } from "./clock-error.ts";
import { faultKind } from "./fault-kind.ts";

export const controllerClockJump = faultKind({
  kind: "controller-clock-jump",
  layer: "plant",
  words: {
    zh: { name: "控制器时钟跳变", says: "控制器的时钟突然跳变,故障结束时跳回。" },
    en: {
      name: "Controller clock jump",
      says: "The controllers' clock, and so the source times, jumps, and jumps back at the end.",
    },
  },
  example: "{ kind: controller-clock-jump, by: -1h }",
  keys: jumpKeys,
  plan: ({ by }) => ({
    on: "plant",
    needs: [],
    begin: () => ({ plant: () => ({ kind: "clock", offsetMs: by }) }),
  }),
});
