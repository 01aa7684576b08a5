// A counter near its end, which rolls over to 0 during the run: 99 999 999, 2^32 or the digits of the register
// (domain reference, X1). From its begin the counter is shown so that it has `left` to count; how fast it gets
// there is the plant's business. Begun at the start of the run it is a meter that is simply old; begun later
// it is seen as a jump, as when a meter is exchanged. A run that starts anew has `left` to count again.

import { z } from "zod";
import { faultKind } from "./fault-kind.ts";

export const meterRollover = faultKind({
  kind: "meter-rollover",
  layer: "sensor",
  words: {
    zh: { name: "电表翻转", says: "累计量接近满度,运行中翻转回 0 继续计数。" },
    en: {
      name: "Meter rollover",
      says: "A counter stands near its end, rolls over to 0 during the run and counts on.",
    },
  },
  example: "{ kind: meter-rollover, point: main-meter.energy.active.import, left: 2 }",
  keys: {
    point: z.string().min(1).describe("Counter of the plant, e.g. <meter>.energy.active.import."),
    left: z.number().positive().describe("What it counts before it rolls over, its own unit."),
    limit: z
      .number()
      .positive()
      .max(2 ** 32)
      .optional()
      .describe("It shows 0 where it would show this. Default 99999999."),
  },
  check: ({ left, limit = DEFAULT_LIMIT }, problem) => {
    if (left > limit) problem("left", "不能大于 limit · must not be more than limit");
  },
  plan: ({ point, left, limit = DEFAULT_LIMIT }) => ({
    on: point,
    needs: [{ kind: "point", key: "point", point, types: ["number"] }],
    begin: ({ read }) => {
      const start = read(point);
      const offset = typeof start === "number" ? limit - left - start : 0;
      return {
        point: {
          point,
          shown: (value) => (typeof value === "number" ? rolled(value + offset, limit) : value),
        },
      };
    },
  }),
});

/** Usual end of a meter with eight digits. */
const DEFAULT_LIMIT = 99_999_999;
/** Steps of the counter survive the sum: a ten-thousandth of a kWh is finer than any meter's step. */
const PER_UNIT = 10_000;

function rolled(value: number, limit: number): number {
  const exact = Math.round(value * PER_UNIT) / PER_UNIT;
  return Math.round((exact - Math.floor(exact / limit) * limit) * PER_UNIT) / PER_UNIT;
}
