// One device behind a port starts anew: it says nothing for a while, then goes on with the counters that it
// keeps. Others on the same port or line answer as before. `for` is how long the restart takes.

import { z } from "zod";
import { faultKind } from "./fault-kind.ts";
import {
  changeOwn,
  concerns,
  exceptionPdu,
  unitKey,
  unitName,
  unitNeeds,
} from "./modbus-target.ts";

/** Gateway target device failed to respond: a converter speaks for the silent device. */
const TARGET_FAILED = 0x0b;

export const deviceRestart = faultKind({
  kind: "device-restart",
  layer: "modbus",
  words: {
    zh: { name: "设备重启", says: "一个单元重启期间不应答,之后带着保持的计数继续。" },
    en: {
      name: "Device restart",
      says: "One unit does not answer while it restarts, then goes on with the counters it kept.",
    },
  },
  example: "{ kind: device-restart, unit: 1, for: 20s }",
  keys: {
    unit: unitKey,
    meanwhile: z
      .enum(["silence", "target-failed"])
      .optional()
      .describe("What readers get: nothing (default), or a converter's exception 0B."),
  },
  check: (settings, problem) => {
    if (settings.for === undefined) {
      problem("for", "请写明重启用时,如 20s · say how long the restart takes, e.g. 20s");
    }
  },
  plan: ({ unit, meanwhile = "silence" }) => ({
    on: unitName(unit),
    needs: unitNeeds(unit),
    begin: () => ({
      modbus: {
        replies: (replies, exchange) => {
          if (!concerns(unit, exchange)) return replies;
          if (meanwhile === "silence") return replies.filter((reply) => reply.unit !== unit);
          const pdu = exceptionPdu(exchange.request, TARGET_FAILED);
          return changeOwn(replies, exchange, (reply) => ({ ...reply, pdu }));
        },
      },
    }),
  }),
});
