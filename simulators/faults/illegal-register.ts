// Registers that are gone, as after a firmware update or in another variant of the product: every request that
// touches one is refused as a whole with exception 02, the good registers beside it included.

import { z } from "zod";
import { faultKind } from "./fault-kind.ts";
import {
  changeOwn,
  concerns,
  exceptionPdu,
  spanOf,
  unitKey,
  unitName,
  unitNeeds,
} from "./modbus-target.ts";

const ILLEGAL_DATA_ADDRESS = 0x02;

export const illegalRegister = faultKind({
  kind: "illegal-register",
  layer: "modbus",
  words: {
    zh: { name: "非法寄存器", says: "凡读到所列地址的请求,整个请求都被异常 02 拒绝。" },
    en: {
      name: "Illegal register",
      says: "Every request that touches the listed addresses is refused as a whole with exception 02.",
    },
  },
  example: "{ kind: illegal-register, unit: 1, address: 0x48 }",
  keys: {
    unit: unitKey,
    address: z.int().min(0).max(0xffff).describe("First address, as on the wire (from 0)."),
    count: z.int().min(1).max(0x10000).optional().describe("So many addresses. Default 1."),
    functions: z
      .array(z.int().min(1).max(4))
      .min(1)
      .optional()
      .describe("Function codes of the table. Default 1 to 4."),
  },
  plan: ({ unit, address, count = 1, functions = [1, 2, 3, 4] }) => ({
    on: `${unitName(unit)} 0x${address.toString(16)}`,
    needs: unitNeeds(unit),
    begin: () => ({
      modbus: {
        replies: (replies, exchange) => {
          const span = concerns(unit, exchange) ? spanOf(exchange.request) : undefined;
          if (span === undefined || !functions.includes(span.functionCode)) return replies;
          const touches = span.first < address + count && address < span.first + span.count;
          if (!touches) return replies;
          const pdu = exceptionPdu(exchange.request, ILLEGAL_DATA_ADDRESS);
          return changeOwn(replies, exchange, (reply) => ({ ...reply, pdu }));
        },
      },
    }),
  }),
});
