// Shifts across midnight, breaks, holidays with a make-up day, ordered stops; local time of China.

import { expect, test } from "vitest";
import { alwaysWork, CalendarSchedule } from "./work-schedule.ts";

const schedule = new CalendarSchedule({
  utcOffsetMinutes: 480,
  shifts: [
    { id: "day", start: "08:00", end: "20:00", weekdays: [1, 2, 3, 4, 5] },
    { id: "night", start: "20:00", end: "08:00", weekdays: [1, 2, 3, 4, 5] },
  ],
  breaks: [
    { start: "12:00", end: "12:40" },
    { start: "00:00", end: "00:30" },
  ],
  days: [
    { date: "2026-10-01", kind: "holiday" },
    { date: "2026-10-10", kind: "workday" },
  ],
  orderedStops: [
    {
      from: "2026-11-20T08:00:00+08:00",
      to: "2026-11-21T20:00:00+08:00",
      document: "廊气领办〔2026〕12号",
    },
  ],
});

test.each([
  ["2026-09-30T09:00:00+08:00", "work", "day"],
  ["2026-09-30T12:00:00+08:00", "break", "day"],
  ["2026-09-30T12:39:59+08:00", "break", "day"],
  ["2026-09-30T12:40:00+08:00", "work", "day"],
  ["2026-09-30T19:59:59+08:00", "work", "day"],
  ["2026-09-30T20:00:00+08:00", "work", "night"],
  // The night of 30 September runs on into the holiday, with its break after midnight.
  ["2026-10-01T00:10:00+08:00", "break", "night"],
  ["2026-10-01T07:59:00+08:00", "work", "night"],
  ["2026-10-01T08:00:00+08:00", "holiday", ""],
  ["2026-10-02T07:00:00+08:00", "off-shift", ""],
  // A Saturday that is worked, and the Sunday after its night.
  ["2026-10-10T09:00:00+08:00", "work", "day"],
  ["2026-10-11T07:00:00+08:00", "work", "night"],
  ["2026-10-11T09:00:00+08:00", "off-shift", ""],
  ["2026-11-20T07:59:00+08:00", "work", "night"],
  ["2026-11-20T08:00:00+08:00", "ordered-stop", ""],
  ["2026-11-21T20:00:00+08:00", "off-shift", ""],
])("%s: %s %s", (instant, kind, shift) => {
  expect(schedule.at(Date.parse(instant))).toMatchObject({ kind, shift });
});

test("an ordered stop names its document; going back in time changes no answer", () => {
  const stop = Date.parse("2026-11-20T09:00:00+08:00");
  expect(schedule.at(stop).document).toBe("廊气领办〔2026〕12号");
  expect(schedule.at(stop - 7_200_000).kind).toBe("work");
  expect(schedule.at(stop).kind).toBe("ordered-stop");
});

test("without a calendar the line always works", () => {
  expect(alwaysWork.at(0)).toEqual({ kind: "work", shift: "all" });
});
