import { expect, test } from "vitest";
import { formatAge } from "./age.ts";

test.each([
  [-50, "< 1 s"],
  [999, "< 1 s"],
  [1000, "1 s"],
  [12_900, "12 s"],
  [59_999, "59 s"],
  [65_000, "1 min 05 s"],
  [3_599_999, "59 min 59 s"],
  [3_600_000, "1 h 0 min"],
  [172_799_999, "47 h 59 min"],
  [172_800_000, "2 d"],
])("%i ms is %s", (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});
