// A signal with far more noise than its sensor has: a missing shield, a drive's cable in the same duct.

import { z } from "zod";
import { IndexedNoise } from "../plant/indexed-noise.ts";
import { faultKind } from "./fault-kind.ts";
import { measuringRange, onCounts } from "./measuring-range.ts";

/** One reading of the noise lasts so long, so that all who look at one instant see the same. */
const SAMPLE_MS = 100;

export const sensorNoise = faultKind({
  kind: "sensor-noise",
  layer: "sensor",
  words: {
    zh: { name: "信号干扰", says: "测点叠加额外的随机噪声,平均值不变。" },
    en: {
      name: "Noisy signal",
      says: "A point carries extra random noise; its mean is unchanged.",
    },
  },
  example: "{ kind: sensor-noise, point: press.temperature, sigma: 5 }",
  keys: {
    point: z.string().min(1).describe("Point of the plant, a number."),
    sigma: z.number().positive().describe("Standard deviation of the noise, unit of the point."),
    range: measuringRange.optional(),
  },
  plan: ({ point, sigma, range }) => ({
    on: point,
    needs: [{ kind: "point", key: "point", point, types: ["number"] }],
    begin: ({ random }) => {
      const noise = new IndexedNoise(random);
      return {
        point: {
          point,
          shown: (value, elapsedMs) =>
            typeof value === "number"
              ? onCounts(value + sigma * noise.normal(Math.floor(elapsedMs / SAMPLE_MS)), range)
              : value,
        },
      };
    },
  }),
});
