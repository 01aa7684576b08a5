import { expect, test } from "vitest";
import { buildEvidence, evidenceSchema } from "../../test/golden/scoring/build-evidence.ts";
import { scheduledHours } from "./scheduled-hours.ts";

function hoursOf(from: string, to: string, shift = { start: "08:30", end: "17:30" }) {
  const sketch = evidenceSchema.parse({
    window: { from, to },
    shifts: [{ ...shift, weekdays: [1, 2, 3, 4, 5] }],
    signals: [{ id: "a" }],
  });
  const { lineModel, window } = buildEvidence(sketch);
  return scheduledHours(lineModel, window);
}

// 2023-03-01 is a Wednesday.
test("hours without scheduled time are left out, partial ones know their minutes", () => {
  const hours = hoursOf("2023-03-01T00:00:00+08:00", "2023-03-02T00:00:00+08:00");
  expect(hours.map(({ scheduledMs }) => scheduledMs / 60_000)).toEqual([
    30, 60, 60, 60, 60, 60, 60, 60, 60, 30,
  ]);
  expect(hours[0]?.minutes?.slice(29, 32)).toEqual([0, 1, 1]);
  expect(hours[1]?.minutes).toBeNull();
  expect(hours.every(({ productionDay }) => productionDay === "2023-03-01")).toBe(true);
});

test("a window edge inside a minute leaves a part of it", () => {
  const hours = hoursOf("2023-03-01T10:00:45+08:00", "2023-03-01T10:02:30+08:00");
  expect(hours).toHaveLength(1);
  expect(hours[0]).toMatchObject({ scheduledMs: 105_000, wholeHourMs: 3_600_000 });
  expect(hours[0]?.minutes?.slice(0, 4)).toEqual([0.25, 1, 0.5, 0]);
});

test("a night shift belongs to the production day on which it began", () => {
  const night = { start: "20:00", end: "06:00" };
  const hours = hoursOf("2023-03-01T20:00:00+08:00", "2023-03-02T06:00:00+08:00", night);
  expect(hours).toHaveLength(10);
  expect(new Set(hours.map(({ productionDay }) => productionDay))).toEqual(new Set(["2023-03-01"]));
});

test("a weekend has no hours", () => {
  expect(hoursOf("2023-03-04T00:00:00+08:00", "2023-03-05T00:00:00+08:00")).toEqual([]);
});
