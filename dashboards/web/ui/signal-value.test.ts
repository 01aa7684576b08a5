import { expect, test } from "vitest";
import { formatValue } from "./signal-value.ts";

test.each([
  [null, {}, "—"],
  [true, {}, "ON"],
  [false, {}, "OFF"],
  ["9007199254740993", {}, "9007199254740993"],
  ["NaN", {}, "NaN"],
  [230.60000610351562, {}, "230.60"],
  [0.9300000071525574, {}, "0.930"],
  [48211.30078125, {}, "48211.3"],
  [-12.5, {}, "-12.50"],
  [188, { whole: true }, "188"],
  [188.25, { whole: true }, "188.25"],
  [188.04, { resolution: 0.1 }, "188.0"],
  [188.04, { resolution: 1 }, "188"],
  [188.04, { resolution: 0.25 }, "188.0"],
])("%s with %o is %s", (value, form, text) => {
  expect(formatValue(value, form)).toBe(text);
});
