// A sensor that stands still while its controller goes on: jammed float, frozen transmitter, broken converter
// behind a live clock. Source times stay fresh.

import { z } from "zod";
import { faultKind } from "./fault-kind.ts";

export const sensorStuck = faultKind({
  kind: "sensor-stuck",
  layer: "sensor",
  words: {
    zh: { name: "传感器卡死", says: "测点保持故障开始时的值,时间戳照常更新。" },
    en: {
      name: "Stuck sensor",
      says: "A point keeps the value it had when the fault began; its source times go on.",
    },
  },
  example: "{ kind: sensor-stuck, point: press.temperature }",
  keys: { point: z.string().min(1).describe("Point of the plant, of any type.") },
  plan: ({ point }) => ({
    on: point,
    needs: [{ kind: "point", key: "point", point, types: ["number", "boolean", "string"] }],
    begin: ({ read }) => {
      const held = read(point);
      return { point: { point, shown: () => held } };
    },
  }),
});
