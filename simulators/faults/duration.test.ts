import fc from "fast-check";
import { expect, test } from "vitest";
import { duration, parseDuration, positiveDuration, signedDuration } from "./duration.ts";

test("one number and one unit", () => {
  const texts = ["500ms", "10s", "5m", "13h", "2d", "1.5h", " 90 s ", "0s", "-2m", "-0s"];
  expect(texts.map(parseDuration)).toEqual([
    500, 10_000, 300_000, 46_800_000, 172_800_000, 5_400_000, 90_000, 0, -120_000, 0,
  ]);
});

test("everything else is none", () => {
  const texts = ["", "10", "s", "10 seconds", "1h30m", "1e3s", "10S", ".5h", "+1s", "3651d", "١s"];
  expect(texts.map(parseDuration)).toEqual(texts.map(() => undefined));
});

test("whole milliseconds that a scenario writes come back, whatever the unit", () => {
  const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  for (const seed of [1, 2, 3, 4, 5]) {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.entries(units)),
        fc.integer({ min: -3650, max: 3650 }),
        ([unit, ms], count) => parseDuration(`${count}${unit}`) === (count === 0 ? 0 : count * ms),
      ),
      { seed },
    );
  }
});

const messages = (schema: typeof duration, value: unknown): readonly string[] =>
  schema.safeParse(value).error?.issues.map(({ message }) => message) ?? [];

test("problems say what to write", () => {
  const unit =
    "10 不是时长,请写数字和单位,如 500ms、10s、5m、13h、2d,不超过 3650d · is no duration; write number and unit, like 500ms, 10s, 5m, 13h, 2d, at most 3650d";
  expect(messages(duration, 10)).toEqual([unit]);
  expect(messages(duration, "10")).toEqual([unit]);
  expect(messages(duration, "-1s")).toEqual(["-1s 不能为负 · must not be negative"]);
  expect(messages(positiveDuration, "0s")).toEqual(["0s 必须大于 0 · must be more than 0"]);
  expect(messages(duration, null)).toHaveLength(1);
  expect([
    duration.parse("0s"),
    positiveDuration.parse("1ms"),
    signedDuration.parse("-1d"),
  ]).toEqual([0, 1, -86_400_000]);
});
