import { expect, test } from "vitest";
import { furnitureModel } from "../../fixtures/furniture-model.ts";
import { shiftAt, shiftsBetween } from "./shift-times.ts";

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const name = (word: string) => ({ zh: word, en: word });
const plain = furnitureModel();
const twoShifts = {
  ...plain,
  calendar: {
    ...plain.calendar,
    shifts: [
      { id: "day", name: name("day"), start: "08:00", end: "20:00", weekdays: everyDay },
      { id: "night", name: name("night"), start: "20:00", end: "08:00", weekdays: everyDay },
    ],
  },
};
/** Asia/Shanghai is UTC+8. */
const at = (text: string) => Date.parse(`${text}:00+08:00`);

test("shifts across midnight meet without a gap", () => {
  const found = shiftsBetween(twoShifts, at("2026-03-02T06:00"), at("2026-03-03T06:00"));
  expect(found.map((shift) => [shift.name.en, shift.from, shift.to])).toEqual([
    ["night", at("2026-03-01T20:00"), at("2026-03-02T08:00")],
    ["day", at("2026-03-02T08:00"), at("2026-03-02T20:00")],
    ["night", at("2026-03-02T20:00"), at("2026-03-03T08:00")],
  ]);
});

test("the present shift is the one that is worked now", () => {
  expect(shiftAt(twoShifts, at("2026-03-02T03:00"))?.name.en).toBe("night");
  expect(shiftAt(plain, at("2026-03-02T03:00"))).toBeUndefined();
  expect(shiftAt(plain, at("2026-03-02T08:00"))?.from).toBe(at("2026-03-02T08:00"));
});

test("a holiday has no shift, and a weekday that is not worked has none", () => {
  const holiday = {
    ...plain,
    calendar: {
      ...plain.calendar,
      exceptions: [{ date: "2026-03-02", kind: "holiday" as const }],
    },
  };
  expect(shiftAt(holiday, at("2026-03-02T12:00"))).toBeUndefined();
  const weekdays = {
    ...plain,
    calendar: {
      ...plain.calendar,
      shifts: plain.calendar.shifts.map((shift) => ({ ...shift, weekdays: [1, 2, 3, 4, 5] })),
    },
  };
  // A Sunday.
  expect(shiftAt(weekdays, at("2026-03-01T12:00"))).toBeUndefined();
  expect(shiftAt(weekdays, at("2026-03-02T12:00"))).toBeDefined();
});

test("a zone that changes its clocks keeps the wall clock of its shifts", () => {
  const berlin = { ...plain, site: { ...plain.site, timeZone: "Europe/Berlin" } };
  const day = shiftAt(berlin, Date.parse("2026-03-29T10:00:00Z"));
  expect(day?.from).toBe(Date.parse("2026-03-29T06:00:00Z"));
});
