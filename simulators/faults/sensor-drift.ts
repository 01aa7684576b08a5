// A sensor that ages: its error grows with time until it stops somewhere. Thermocouples in a hot press lose
// some kelvin in months; here it goes fast enough to be seen in a run.

import { z } from "zod";
import { faultKind } from "./fault-kind.ts";
import { measuringRange, onCounts } from "./measuring-range.ts";

export const sensorDrift = faultKind({
  kind: "sensor-drift",
  layer: "sensor",
  words: {
    zh: { name: "传感器漂移", says: "测点的误差随时间增大,直到限值;工艺本身没有变化。" },
    en: {
      name: "Sensor drift",
      says: "The error of a point grows with time up to a limit; the process itself does not change.",
    },
  },
  example: "{ kind: sensor-drift, point: press.temperature, perHour: 2 }",
  keys: {
    point: z.string().min(1).describe("Point of the plant, a number."),
    perHour: z.number().describe("Growth of the error in an hour, unit of the point; either sign."),
    limit: z.number().positive().optional().describe("The error stops growing here."),
    range: measuringRange.optional(),
  },
  plan: ({ point, perHour, limit = Infinity, range }) => ({
    on: point,
    needs: [{ kind: "point", key: "point", point, types: ["number"] }],
    begin: () => ({
      point: {
        point,
        shown: (value, elapsedMs) => {
          if (typeof value !== "number") return value;
          const error = (perHour * elapsedMs) / 3_600_000;
          return onCounts(value + Math.min(Math.max(error, -limit), limit), range);
        },
      },
    }),
  }),
});
