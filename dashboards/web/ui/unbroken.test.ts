import { expect, test } from "vitest";
import { unbroken } from "./unbroken.ts";

test.each([
  ["占 66.66 %,门槛 ≥ 70 %;", "占 66.66_%,门槛 ≥_70_%;"],
  ["99 % within 226 ms", "99_% within 226_ms"],
  ["自 02:47,已 1 min 34 s", "自 02:47,已 1_min 34_s"],
  ["p95 < 5 s", "p95 <_5_s"],
  ["at 185 °C", "at 185_°C"],
])("in %s a number stays with what belongs to it", (text, whole) => {
  expect(unbroken(text).replaceAll("\u00a0", "_")).toBe(whole);
});

test("words after a number stay words", () => {
  for (const text of ["9 must criteria", "4 sites", "12 minutes", "3 项", "5 hours"]) {
    expect(unbroken(text), text).toBe(text);
  }
});
