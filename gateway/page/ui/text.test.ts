import { expect, test } from "vitest";
import { durationText, offsetText } from "./duration.ts";
import { valueText } from "./value-text.ts";

test("ages are told in two units at most", () => {
  expect(
    [0, 59_999, 125_000, 7_380_000, 100 * 3_600_000].map((ms) => durationText(ms, "zh")),
  ).toEqual(["0 秒", "59 秒", "2 分 5 秒", "2 小时 3 分", "4 天 4 小时"]);
  expect(durationText(-5, "en")).toBe("0 s");
});

test("an offset has its sign", () => {
  expect(offsetText(-250, "en")).toBe("−0.25 s");
  expect(offsetText(90_000, "en")).toBe("+1 min 30 s");
});

test("values show what their type can carry", () => {
  expect([230.10000610351562, 7, 0.1, null, "9007199254740993", true].map(valueText)).toEqual([
    "230.1",
    "7",
    "0.1",
    "—",
    "9007199254740993",
    "true",
  ]);
});
