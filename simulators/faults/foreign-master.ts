// A second master on the RS-485 line: its requests and the answers it gets appear between ours. On the line
// itself they come whenever it polls; through an RTU-over-TCP converter, which buffers what it hears, the last
// poll comes before our answer. A Modbus TCP server has no bus, so nothing happens there.

import { z } from "zod";
import type { Random } from "../plant/random.ts";
import { positiveDuration } from "./duration.ts";
import type { BusFault, BusFrame, ModbusFault } from "./fault.ts";
import { faultKind } from "./fault-kind.ts";

export const foreignMaster = faultKind({
  kind: "foreign-master",
  layer: "modbus",
  words: {
    zh: { name: "总线上另有主站", says: "RS-485 总线上出现另一个主站的请求和对它的应答。" },
    en: {
      name: "Foreign RS-485 master",
      says: "Requests of another master, and the answers to them, appear on the RS-485 line.",
    },
  },
  example: "{ kind: foreign-master, unit: 77 }",
  keys: {
    unit: z.int().min(1).max(247).describe("Unit id that the other master polls; none of ours."),
    poll: positiveDuration.optional().describe("How often it polls. Default 1s."),
    address: z.int().min(0).max(0xff00).optional().describe("First register it reads. Default 0."),
    count: z.int().min(1).max(125).optional().describe("How many it reads, by FC 03. Default 2."),
  },
  plan: ({ unit, poll = 1000, address = 0, count = 2 }) => ({
    on: `bus unit ${unit}`,
    needs: [
      { kind: "listener", key: "kind", anyOf: ["rtu-over-tcp", "rtu"] },
      { kind: "foreign-unit", key: "unit", unit },
    ],
    begin: ({ random }) => {
      const request = Uint8Array.of(3, address >> 8, address & 0xff, count >> 8, count & 0xff);
      const talk = (): readonly BusFrame[] => [
        { unit, pdu: request },
        { unit, pdu: answer(random, count) },
      ];
      const onLine = new Polls(poll);
      const heard = new Polls(poll);
      const bus: BusFault = { frames: (elapsedMs) => (onLine.due(elapsedMs) ? talk() : []) };
      const modbus: ModbusFault = {
        replies: (replies, { transaction }, { elapsedMs, listener }) => {
          if (listener !== "rtu-over-tcp" || !heard.due(elapsedMs)) return replies;
          const foreign = talk().map((frame) => ({ ...frame, transaction, afterMs: 0 }));
          return [...foreign, ...replies];
        },
      };
      return { bus, modbus };
    },
  }),
});

class Polls {
  readonly #periodMs: number;
  #seen = -1;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  /** Whether one came since the last question. */
  due(elapsedMs: number): boolean {
    const number = Math.floor(elapsedMs / this.#periodMs);
    if (number <= this.#seen) return false;
    this.#seen = number;
    return true;
  }
}

/** Registers that look like somebody's measurements. */
function answer(random: Random, count: number): Uint8Array {
  const pdu = new Uint8Array(2 + 2 * count);
  pdu[0] = 3;
  pdu[1] = 2 * count;
  for (let at = 2; at < pdu.length; at += 2) {
    const register = Math.floor(random.between(1000, 5000));
    pdu[at] = register >> 8;
    pdu[at + 1] = register & 0xff;
  }
  return pdu;
}
