// The gateway's host boots without a battery for its clock: the clock begins at some instant long ago, the same
// at each boot, and runs from there until NTP answers, which is the end of the fault.

import { z } from "zod";
import { faultKind } from "./fault-kind.ts";

/** Where a clock without battery begins on most boards of industrial PCs. */
const USUAL_BOOT_TIME = "2000-01-01T00:00:00Z";

export const gatewayDeadBiosClock = faultKind({
  kind: "gateway-dead-bios-clock",
  layer: "host",
  words: {
    zh: { name: "网关 BIOS 电池没电", says: "网关开机后时钟从很久以前的同一时刻走起,直到校时。" },
    en: {
      name: "Dead BIOS clock",
      says: "After a boot the gateway's clock begins long ago, always at the same instant, until it is set.",
    },
  },
  example: "{ kind: gateway-dead-bios-clock, for: 10m }",
  keys: {
    bootTime: z.iso
      .datetime({ offset: true })
      .optional()
      .describe(`Where the clock begins. Default ${USUAL_BOOT_TIME}.`),
  },
  plan: ({ bootTime = USUAL_BOOT_TIME }) => ({
    on: "host",
    needs: [],
    begin: ({ since }) => {
      const at = Date.parse(bootTime);
      return {
        host: () => ({ kind: "dead-bios-clock", bootTime: at, offsetMs: at - since }),
      };
    },
  }),
});
