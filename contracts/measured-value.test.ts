import { expect, test } from "vitest";
import { formatSpan, formatThreshold, formatValue } from "./measured-value.ts";

test.each([
  [0.9, "ratio", "90 %", "90 %"],
  [0.899999, "ratio", "89.99 %", "89.99 %"],
  [0.29, "ratio", "29 %", "29 %"],
  [1, "ratio", "100 %", "100 %"],
  [30, "seconds", "30 s", "30 s"],
  [30, "days", "30 天", "30 days"],
  [9, "count", "9", "9"],
  [1, "per-quarter", "每季度 1 次", "1 per quarter"],
  [5.5, "MPa", "5.5 MPa", "5.5 MPa"],
] as const)("%d %s is shown as %s", (value, unit, zh, en) => {
  expect(formatValue(value, unit)).toEqual({ zh, en });
});

test("an upper bound is cut upwards, so that 30.001 s does not read 30 s", () => {
  expect(formatValue(30.001, "seconds", "<=").zh).toBe("30.01 s");
});

test("a threshold carries its sign", () => {
  expect(formatThreshold({ comparison: ">=", value: 0.9, unit: "ratio" }).zh).toBe("≥ 90 %");
  expect(formatThreshold({ comparison: "<=", value: 30, unit: "seconds" }).en).toBe("≤ 30 s");
});

test("spans are in days, hours or seconds", () => {
  expect(formatSpan(30 * 86_400_000).zh).toBe("30 天");
  expect(formatSpan(90 * 3_600_000).en).toBe("90 h");
  expect(formatSpan(20_000).zh).toBe("20 秒");
});
