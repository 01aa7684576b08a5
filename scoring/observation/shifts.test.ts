import { expect, test } from "vitest";
import type { LineModel } from "#contracts/line-model.ts";
import { buildEvidence, evidenceSchema } from "../../test/golden/scoring/build-evidence.ts";
import { shiftsInside } from "./shifts.ts";

const all = [1, 2, 3, 4, 5, 6, 7];

function modelWith(
  shifts: readonly { start: string; end: string; weekdays: number[] }[],
): LineModel {
  return buildEvidence(
    evidenceSchema.parse({
      window: { from: "2023-03-01T10:00:00+08:00", to: "2023-03-01T10:00:01+08:00" },
      shifts,
      signals: [{ id: "a" }],
    }),
  ).lineModel;
}

function inside(model: LineModel, from: string, to: string): string[] {
  const window = { from: Date.parse(from), to: Date.parse(to) };
  return shiftsInside(model, window).map(
    (shift) => `${shift.date} ${shift.id} ${(shift.to - shift.from) / 3_600_000} h`,
  );
}

const two = [
  { start: "08:00", end: "20:00", weekdays: all },
  { start: "20:00", end: "08:00", weekdays: all },
];

test("shifts that begin and end in the window, also exactly at its edges", () => {
  const model = modelWith(two);
  expect(inside(model, "2023-03-01T08:00:00+08:00", "2023-03-02T08:00:00+08:00")).toEqual([
    "2023-03-01 shift-1 12 h",
    "2023-03-01 shift-2 12 h",
  ]);
  expect(inside(model, "2023-03-01T08:00:01+08:00", "2023-03-02T07:59:59+08:00")).toEqual([]);
  expect(inside(model, "2023-03-01T10:00:00+08:00", "2023-03-01T10:10:00+08:00")).toEqual([]);
});

test("whole days in one shift stay apart, holidays and free weekdays have none", () => {
  const model = modelWith([{ start: "00:00", end: "00:00", weekdays: [1, 2, 3, 4, 5] }]);
  const holiday: LineModel = {
    ...model,
    calendar: { ...model.calendar, exceptions: [{ date: "2023-03-02", kind: "holiday" }] },
  };
  // 2023-03-04 is a Saturday.
  expect(inside(holiday, "2023-03-01T00:00:00+08:00", "2023-03-06T00:00:00+08:00")).toEqual([
    "2023-03-01 shift-1 24 h",
    "2023-03-03 shift-1 24 h",
  ]);
});

test("a night shift has its real length when the clocks change", () => {
  const model = modelWith([{ start: "22:00", end: "06:00", weekdays: all }]);
  const berlin: LineModel = { ...model, site: { ...model.site, timeZone: "Europe/Berlin" } };
  expect(inside(berlin, "2023-03-25T12:00:00+01:00", "2023-03-27T12:00:00+02:00")).toEqual([
    "2023-03-25 shift-1 7 h",
    "2023-03-26 shift-1 8 h",
  ]);
});

test("a make-up day has the shifts of the calendar, not one of every shift", () => {
  const model = modelWith([
    { start: "08:00", end: "16:00", weekdays: [1, 2, 3, 4, 5] },
    { start: "16:00", end: "20:00", weekdays: [2, 3, 4, 5] },
    { start: "09:00", end: "13:00", weekdays: [6] },
  ]);
  const onWeekend: LineModel = {
    ...model,
    calendar: {
      ...model.calendar,
      exceptions: [
        { date: "2023-03-04", kind: "workday" },
        { date: "2023-03-05", kind: "workday" },
      ],
    },
  };
  // Saturday has a shift of its own; Sunday gets Monday's.
  expect(inside(onWeekend, "2023-03-04T00:00:00+08:00", "2023-03-06T00:00:00+08:00")).toEqual([
    "2023-03-04 shift-3 4 h",
    "2023-03-05 shift-1 8 h",
  ]);
});
