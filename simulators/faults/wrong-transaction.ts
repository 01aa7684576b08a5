// Answers with another transaction id than the request's: a Modbus TCP stack or converter that mixes up its
// connections. Serial transports have no transaction id, so nothing happens there.

import { faultKind } from "./fault-kind.ts";
import { anyUnitKey, changeOwn, concerns, shareKey, unitName } from "./modbus-target.ts";

export const wrongTransaction = faultKind({
  kind: "wrong-transaction",
  layer: "modbus",
  words: {
    zh: { name: "事务号错误", says: "Modbus TCP 应答的事务号与请求不符。" },
    en: {
      name: "Wrong transaction id",
      says: "Modbus TCP answers carry another transaction id than their request.",
    },
  },
  example: "{ kind: wrong-transaction }",
  keys: { unit: anyUnitKey, share: shareKey },
  plan: ({ unit, share = 1 }) => ({
    on: unitName(unit),
    needs: [
      { kind: "listener", key: "kind", anyOf: ["modbus"] },
      ...(unit === undefined ? [] : [{ kind: "unit", key: "unit", unit } as const]),
    ],
    begin: ({ random }) => ({
      modbus: {
        replies: (replies, exchange) => {
          if (!concerns(unit, exchange) || random.uniform() >= share) return replies;
          // 1 … 65535 further on: never the right one.
          const off = 1 + Math.floor(random.uniform() * 0xffff);
          return changeOwn(replies, exchange, (reply) => ({
            ...reply,
            transaction: (reply.transaction + off) & 0xffff,
          }));
        },
      },
    }),
  }),
});
