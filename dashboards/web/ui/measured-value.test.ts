import fc from "fast-check";
import { expect, test } from "vitest";
import { formatMeasured, formatThreshold } from "./measured-value.ts";

const atLeast = { comparison: ">=", value: 0.9, unit: "ratio" } as const;

test.each([
  [0.9, "90 %"],
  [0.9375, "93.8 %"],
  [0.8996, "89.96 %"],
  [0.89999, "89.999 %"],
  [1, "100 %"],
  [0, "0 %"],
  [null, "—"],
])("%s against ≥ 90 %% is shown as %s", (value, text) => {
  expect(formatMeasured(value, "ratio", "zh", atLeast)).toBe(text);
});

test("no share is ever rounded across its bar", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => {
      const shown = Number(formatMeasured(value, "ratio", "en", atLeast).replace(" %", "")) / 100;
      expect(shown >= 0.9).toBe(value >= 0.9);
    }),
    { seed: 20230901, numRuns: 2000 },
  );
});

test("units stand in the reader's language", () => {
  expect(formatMeasured(15, "days", "zh")).toBe("15 天");
  expect(formatMeasured(15, "days", "en")).toBe("15 days");
  expect(
    formatMeasured(0.042, "seconds", "zh", { comparison: "<=", value: 30, unit: "seconds" }),
  ).toBe("0 s");
  expect(formatThreshold({ comparison: "<=", value: 30, unit: "seconds" }, "zh")).toBe("≤ 30 s");
  expect(formatThreshold({ comparison: ">=", value: 0.07, unit: "ratio" }, "zh")).toBe("≥ 7 %");
  expect(formatThreshold({ comparison: "=", value: 0, unit: "count" }, "en")).toBe("= 0");
});
