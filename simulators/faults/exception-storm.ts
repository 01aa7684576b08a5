// A device that refuses a share of all requests though nothing is wrong with them: an overloaded controller.

import { z } from "zod";
import { faultKind } from "./fault-kind.ts";
import {
  anyUnitKey,
  changeOwn,
  concerns,
  exceptionPdu,
  shareKey,
  unitName,
  unitNeeds,
} from "./modbus-target.ts";

/** Server device failure and server device busy. */
const USUAL = [0x04, 0x06];

export const exceptionStorm = faultKind({
  kind: "exception-storm",
  layer: "modbus",
  words: {
    zh: { name: "异常风暴", says: "部分请求随机被异常 04(设备故障)或 06(设备忙)拒绝。" },
    en: {
      name: "Exception storm",
      says: "A share of the requests is refused at random with exception 04 (failure) or 06 (busy).",
    },
  },
  example: "{ kind: exception-storm, share: 0.5 }",
  keys: {
    unit: anyUnitKey,
    share: shareKey,
    exceptions: z
      .array(z.int().min(1).max(11))
      .min(1)
      .optional()
      .describe("Exceptions it answers with, at random. Default 4 and 6."),
  },
  plan: ({ unit, share = 1, exceptions = USUAL }) => ({
    on: unitName(unit),
    needs: unitNeeds(unit),
    begin: ({ random }) => ({
      modbus: {
        replies: (replies, exchange) => {
          if (!concerns(unit, exchange) || random.uniform() >= share) return replies;
          const reason = exceptions[Math.floor(random.uniform() * exceptions.length)] ?? 0x04;
          const pdu = exceptionPdu(exchange.request, reason);
          return changeOwn(replies, exchange, (reply) => ({ ...reply, pdu }));
        },
      },
    }),
  }),
});
