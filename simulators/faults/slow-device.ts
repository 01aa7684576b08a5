// A device that answers late: a busy controller, a converter with a queue, a radio link.

import { MAX_REPLY_DELAY_MS } from "../servers/modbus-reply-queue.ts";
import { duration, positiveDuration } from "./duration.ts";
import { faultKind } from "./fault-kind.ts";
import { anyUnitKey, changeOwn, concerns, unitName, unitNeeds } from "./modbus-target.ts";

export const slowDevice = faultKind({
  kind: "slow-device",
  layer: "modbus",
  words: {
    zh: { name: "设备应答慢", says: "设备的每个应答都推迟,可带随机抖动。" },
    en: { name: "Slow device", says: "Every answer of the device comes late, with random jitter." },
  },
  example: "{ kind: slow-device, delay: 800ms }",
  keys: {
    unit: anyUnitKey,
    delay: positiveDuration.describe("How late the answers come."),
    jitter: duration.optional().describe("Up to this much earlier or later. Default 0s."),
  },
  check: ({ delay, jitter = 0 }, problem) => {
    if (delay + jitter > MAX_REPLY_DELAY_MS) {
      problem("delay", "delay 与 jitter 之和最多 60s · delay and jitter together are at most 60s");
    }
  },
  plan: ({ unit, delay, jitter = 0 }) => ({
    on: unitName(unit),
    needs: unitNeeds(unit),
    begin: ({ random }) => ({
      modbus: {
        replies: (replies, exchange) => {
          if (!concerns(unit, exchange)) return replies;
          const lateMs = Math.max(0, Math.round(delay + random.between(-jitter, jitter)));
          return changeOwn(replies, exchange, (reply) => ({
            ...reply,
            afterMs: reply.afterMs + lateMs,
          }));
        },
      },
    }),
  }),
});
