// An older answer of the same unit and function comes once more before the right one: a converter that kept a
// late answer in its buffer. With its own transaction id a client can tell; stamped with the present one, as
// converters from RTU do, it looks right and holds old registers, perhaps even other ones.

import { z } from "zod";
import type { ModbusExchange, ModbusReply } from "../servers/modbus-hook.ts";
import type { ModbusFault } from "./fault.ts";
import { faultKind } from "./fault-kind.ts";
import { anyUnitKey, concerns, shareKey, unitName, unitNeeds } from "./modbus-target.ts";

export const staleFrame = faultKind({
  kind: "stale-frame",
  layer: "modbus",
  words: {
    zh: { name: "陈旧重复帧", says: "在正确应答之前,先重复一次同一单元同一功能码的旧应答。" },
    en: {
      name: "Stale duplicate frame",
      says: "Before the right answer an older one of the same unit and function comes once more.",
    },
  },
  example: "{ kind: stale-frame }",
  keys: {
    unit: anyUnitKey,
    share: shareKey,
    transaction: z
      .enum(["old", "present"])
      .optional()
      .describe("Transaction id of the stale frame: its old one (default) or the request's."),
  },
  plan: ({ unit, share = 1, transaction = "old" }) => ({
    on: unitName(unit),
    needs: unitNeeds(unit),
    begin: ({ random }) => {
      const memory = new AnswerMemory();
      const modbus: ModbusFault = {
        replies: (replies, exchange) => {
          if (!concerns(unit, exchange)) return replies;
          const older = memory.exchange(exchange);
          if (older === undefined || random.uniform() >= share) return replies;
          // A device that says nothing repeats nothing.
          if (!replies.some((reply) => reply.unit === exchange.unit)) return replies;
          const stale = transaction === "old" ? older.transaction : exchange.transaction;
          return [{ ...older, transaction: stale }, ...replies];
        },
      };
      return { modbus };
    },
  }),
});

/** Units times functions that can be told apart here; beyond, the oldest is forgotten. */
const MAX_REMEMBERED = 1024;

class AnswerMemory {
  readonly #answers = new Map<number, ModbusReply>();

  /** Takes the present answer for the one before it. */
  exchange({ unit, request, answer, transaction }: ModbusExchange): ModbusReply | undefined {
    const key = unit * 256 + (request[0] ?? 0);
    const before = this.#answers.get(key);
    this.#answers.delete(key);
    this.#answers.set(key, { transaction, unit, pdu: answer.slice(), afterMs: 0 });
    if (this.#answers.size > MAX_REMEMBERED) {
      for (const oldest of this.#answers.keys()) {
        this.#answers.delete(oldest);
        break;
      }
    }
    return before;
  }
}
