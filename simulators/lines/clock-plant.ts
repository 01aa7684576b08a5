// A plant without a factory: every point is a function of the whole second since the epoch, so whoever reads it
// can foretell it by a clock. For loads and samplers.

import type { Plant, PointValue } from "../plant/plant.ts";

/** @param points value by point at a second. @param now ms since the epoch. */
export function clockPlant(
  points: Readonly<Record<string, (second: number) => PointValue>>,
  now: () => number,
): Plant {
  const second = (): number => Math.floor(now() / 1000);
  return {
    points: Object.keys(points),
    step: () => undefined,
    value: (point) => {
      const value = points[point]?.(second());
      if (value === undefined) throw new RangeError(`没有测点 ${point} · no point ${point}`);
      return value;
    },
    truth: () => ({ state: "running", work: "work", order: null, product: null }),
    summary: () => ({
      state: { zh: "运行", en: "running" },
      product: "",
      output: { value: second(), unit: "SEC" },
      powerKw: 0,
    }),
    takeEvents: () => [],
    retained: () => ({}),
    restore: () => undefined,
  };
}
