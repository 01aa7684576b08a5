import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type LineModel, parseLineModel } from "./line-model.ts";
import { isScheduled, productionDay, scheduledMs } from "./site-calendar.ts";

const { model: example } = JSON.parse(
  readFileSync(new URL("./vectors/line-model.json", import.meta.url), "utf8"),
) as { model: LineModel };

type Calendar = LineModel["calendar"];
type Exceptions = Calendar["exceptions"];
const name = { zh: "班", en: "shift" };
const hour = 3_600_000;
const weekdays = [1, 2, 3, 4, 5];

function site(
  shifts: [start: string, end: string, weekdays: number[]][],
  exceptions: Exceptions = [],
  timeZone = "Asia/Shanghai",
): LineModel {
  return parseLineModel("test", {
    ...example,
    site: { ...example.site, timeZone },
    calendar: {
      shifts: shifts.map(([start, end, days], i) => ({
        id: `s${i}`,
        name,
        start,
        end,
        weekdays: days,
      })),
      exceptions,
      tariffs: [],
    },
  });
}
/** An instant of Shanghai, UTC+8 the whole year. 2026-11-16 is a Monday. */
const at = (text: string) => Date.parse(`${text}:00+08:00`);

test("a day shift on its weekdays", () => {
  const model = site([["08:00", "20:00", weekdays]]);
  expect(scheduledMs(model, at("2026-11-16T00:00"), at("2026-11-17T00:00"))).toBe(12 * hour);
  expect(scheduledMs(model, at("2026-11-16T07:30"), at("2026-11-16T08:30"))).toBe(hour / 2);
  expect(scheduledMs(model, at("2026-11-16T19:59"), at("2026-11-16T23:00"))).toBe(60_000);
  expect(scheduledMs(model, at("2026-11-21T00:00"), at("2026-11-23T00:00"))).toBe(0);
  expect(scheduledMs(model, at("2026-11-16T00:00"), at("2026-11-23T00:00"))).toBe(60 * hour);
  expect(isScheduled(model, at("2026-11-16T08:00"))).toBe(true);
  expect(isScheduled(model, at("2026-11-16T20:00"))).toBe(false);
  expect(isScheduled(model, at("2026-11-16T20:00") - 1)).toBe(true);
});

test("an empty or reversed span is 0", () => {
  const model = site([["08:00", "20:00", weekdays]]);
  expect(scheduledMs(model, at("2026-11-16T09:00"), at("2026-11-16T09:00"))).toBe(0);
  expect(scheduledMs(model, at("2026-11-16T12:00"), at("2026-11-16T09:00"))).toBe(0);
});

test("a shift across midnight belongs to the day on which it starts", () => {
  const model = site([["20:00", "08:00", [5]]]);
  expect(isScheduled(model, at("2026-11-20T20:00"))).toBe(true);
  expect(isScheduled(model, at("2026-11-21T07:59"))).toBe(true);
  expect(isScheduled(model, at("2026-11-20T07:59"))).toBe(false);
  expect(scheduledMs(model, at("2026-11-21T00:00"), at("2026-11-22T00:00"))).toBe(8 * hour);
});

test("a shift that ends when it starts lasts a day", () => {
  const model = site([["08:00", "08:00", [1]]]);
  expect(scheduledMs(model, at("2026-11-15T00:00"), at("2026-11-19T00:00"))).toBe(24 * hour);
  expect(isScheduled(model, at("2026-11-17T07:59"))).toBe(true);
  expect(isScheduled(model, at("2026-11-17T08:00"))).toBe(false);
});

test("overlapping shifts count once", () => {
  const model = site([
    ["08:00", "16:00", weekdays],
    ["15:00", "23:00", weekdays],
    ["09:00", "10:00", weekdays],
    ["22:00", "02:00", weekdays],
  ]);
  expect(scheduledMs(model, at("2026-11-16T00:00"), at("2026-11-17T03:00"))).toBe(18 * hour);
});

test("a holiday or an ordered stop takes the shifts that start on it, to their end on the next day", () => {
  for (const kind of ["holiday", "ordered-stop"] as const) {
    const model = site(
      [
        ["08:00", "20:00", weekdays],
        ["20:00", "08:00", weekdays],
      ],
      [{ date: "2026-11-17", kind, document: "文号" }],
    );
    // The night shift of Monday goes on until Tuesday 08:00.
    expect(isScheduled(model, at("2026-11-17T07:59"))).toBe(true);
    expect(isScheduled(model, at("2026-11-17T08:00"))).toBe(false);
    expect(isScheduled(model, at("2026-11-18T07:59"))).toBe(false);
    expect(isScheduled(model, at("2026-11-18T08:00"))).toBe(true);
    expect(scheduledMs(model, at("2026-11-17T00:00"), at("2026-11-18T00:00"))).toBe(8 * hour);
  }
});

test("a workday at the weekend has the shifts of Monday; on a weekday it changes nothing", () => {
  const shifts: [string, string, number[]][] = [
    ["08:00", "12:00", [1]],
    ["13:00", "17:00", [2, 3]],
  ];
  const model = site(shifts, [
    { date: "2026-11-22", kind: "workday" },
    { date: "2026-11-18", kind: "workday" },
  ]);
  const day = (text: string) => scheduledMs(model, at(`${text}T00:00`), at(`${text}T23:59`));
  expect(day("2026-11-22")).toBe(4 * hour);
  expect(isScheduled(model, at("2026-11-22T09:00"))).toBe(true);
  expect(isScheduled(model, at("2026-11-18T14:00"))).toBe(true);
  expect(isScheduled(model, at("2026-11-18T09:00"))).toBe(false);
});

test("where nobody works on Mondays, a workday has the shifts of the first weekday with some", () => {
  const model = site([["10:00", "11:00", [3, 4]]], [{ date: "2026-11-22", kind: "workday" }]);
  expect(scheduledMs(model, at("2026-11-22T00:00"), at("2026-11-23T00:00"))).toBe(hour);
});

test("a stop on a date that is a workday too wins", () => {
  const model = site(
    [["08:00", "20:00", weekdays]],
    [
      { date: "2026-11-22", kind: "workday" },
      { date: "2026-11-22", kind: "ordered-stop", document: "文号" },
    ],
  );
  expect(scheduledMs(model, at("2026-11-22T00:00"), at("2026-11-23T00:00"))).toBe(0);
});

test("a night shift has 7 hours when clocks go forward and 9 when they go back", () => {
  const model = site([["22:00", "06:00", [6]]], [], "Europe/Berlin");
  const night = (from: string, to: string) => scheduledMs(model, Date.parse(from), Date.parse(to));
  expect(night("2026-03-28T12:00Z", "2026-03-29T12:00Z")).toBe(7 * hour);
  expect(night("2026-10-24T12:00Z", "2026-10-25T12:00Z")).toBe(9 * hour);
  expect(night("2026-11-21T12:00Z", "2026-11-22T12:00Z")).toBe(8 * hour);
});

test("a local time that does not exist is the first instant after the gap; one that exists twice is the earlier", () => {
  const model = site([["02:30", "04:00", [7]]], [], "Europe/Berlin");
  // 2026-03-29: 02:00 CET is 03:00 CEST, at 01:00 UTC.
  expect(isScheduled(model, Date.parse("2026-03-29T01:00Z") - 1)).toBe(false);
  expect(isScheduled(model, Date.parse("2026-03-29T01:00Z"))).toBe(true);
  expect(scheduledMs(model, Date.parse("2026-03-29T00:00Z"), Date.parse("2026-03-29T12:00Z"))).toBe(
    hour,
  );
  // 2026-10-25: 03:00 CEST is 02:00 CET, at 01:00 UTC; 02:30 first comes at 00:30 UTC.
  expect(isScheduled(model, Date.parse("2026-10-25T00:30Z") - 1)).toBe(false);
  expect(isScheduled(model, Date.parse("2026-10-25T00:30Z"))).toBe(true);
  expect(scheduledMs(model, Date.parse("2026-10-24T23:00Z"), Date.parse("2026-10-25T12:00Z"))).toBe(
    2.5 * hour,
  );
});

test("a zone whose clocks change by half an hour, and one that skipped a date", () => {
  const howe = site([["22:00", "06:00", [6]]], [], "Australia/Lord_Howe");
  const saturday = Date.parse("2026-10-03T00:00Z");
  expect(scheduledMs(howe, saturday, saturday + 36 * hour)).toBe(7.5 * hour);
  const apia = site([["08:00", "16:00", [1, 2, 3, 4, 5, 6, 7]]], [], "Pacific/Apia");
  // 2011-12-30 did not exist: between the 29th and the 31st lie 24 hours.
  const before = Date.parse("2011-12-28T20:00-10:00");
  expect(scheduledMs(apia, before, before + 48 * hour)).toBe(16 * hour);
});

test("the production day starts at its local time", () => {
  const model = site([["08:00", "20:00", weekdays]]);
  expect(productionDay(model, at("2026-11-16T08:00"))).toBe("2026-11-16");
  expect(productionDay(model, at("2026-11-16T08:00") - 1)).toBe("2026-11-15");
  expect(productionDay(model, at("2026-03-01T07:59"))).toBe("2026-02-28");
  expect(productionDay(model, at("2026-01-01T00:00"))).toBe("2025-12-31");
});

/** The rule minute by minute, on the wall clock, apart from the code under test. */
function scheduledMinutes(model: LineModel, from: number, minutes: number): number {
  const { timeZone } = model.site;
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
  });
  const inShift = (date: string, time: string, yesterday: boolean): boolean => {
    const day = new Date(`${date}T00:00Z`);
    if (yesterday) day.setUTCDate(day.getUTCDate() - 1);
    const start = day.toISOString().slice(0, 10);
    const kinds = model.calendar.exceptions
      .filter((each) => each.date === start)
      .map((each) => each.kind);
    if (kinds.includes("holiday") || kinds.includes("ordered-stop")) return false;
    const weekday = day.getUTCDay() === 0 ? 7 : day.getUTCDay();
    const works = model.calendar.shifts.some((shift) => shift.weekdays.includes(weekday));
    const used = !works && kinds.includes("workday") ? 1 : weekday;
    return model.calendar.shifts
      .filter((shift) => shift.weekdays.includes(used))
      .some((shift) => {
        const crosses = shift.end <= shift.start;
        if (yesterday) return crosses && time < shift.end;
        return time >= shift.start && (crosses || time < shift.end);
      });
  };
  let count = 0;
  for (let i = 0; i < minutes; i++) {
    const [date = "", time = ""] = format.format(from + i * 60_000).split(" ");
    if (inShift(date, time, false) || inShift(date, time, true)) count += 1;
  }
  return count;
}

// Shift edges keep clear of the hours in which clocks change: there the wall clock is no rule.
const timeOfDay = fc
  .tuple(fc.constantFrom(0, 4, 6, 8, 12, 14, 16, 20, 22, 23), fc.constantFrom("00", "30", "59"))
  .map(([hours, minutes]) => `${String(hours).padStart(2, "0")}:${minutes}`);

test("equals the count minute by minute, over clock changes too", () => {
  const shift = fc.tuple(
    timeOfDay,
    timeOfDay,
    fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  );
  fc.assert(
    fc.property(
      fc.array(shift, { minLength: 1, maxLength: 4 }),
      fc.array(
        fc.record({
          offset: fc.nat({ max: 3 }),
          kind: fc.constantFrom("holiday" as const, "workday" as const, "ordered-stop" as const),
        }),
        { maxLength: 3 },
      ),
      fc.constantFrom<[string, string]>(
        ["Asia/Shanghai", "2026-11-20"],
        ["Europe/Berlin", "2026-03-28"],
        ["Europe/Berlin", "2026-10-24"],
        ["America/New_York", "2026-11-01"],
        ["Asia/Kathmandu", "2026-01-01"],
      ),
      fc.nat({ max: 2000 }),
      fc.nat({ max: 2000 }),
      (shifts, stops, [timeZone, start], skip, minutes) => {
        const first = Date.parse(`${start}T00:00Z`);
        const exceptions = stops.map(({ offset, kind }) => ({
          date: new Date(first + offset * 24 * hour).toISOString().slice(0, 10),
          kind,
          document: "文号",
        }));
        // Monday always works, so that "workday" needs no second choice here.
        const model = site([...shifts, ["08:00", "09:00", [1]]], exceptions, timeZone);
        const from = first + skip * 60_000;
        const expected = scheduledMinutes(model, from, minutes);
        expect(scheduledMs(model, from, from + minutes * 60_000)).toBe(expected * 60_000);
        expect(isScheduled(model, from)).toBe(scheduledMinutes(model, from, 1) === 1);
      },
    ),
    { seed: 20261122, numRuns: 60 },
  );
});

test("the whole is the sum of its parts", () => {
  const model = parseLineModel("example", example);
  const from = at("2026-09-28T00:00");
  let sum = 0;
  for (let i = 0; i < 24 * 21; i++)
    sum += scheduledMs(model, from + i * hour, from + (i + 1) * hour);
  expect(sum).toBe(scheduledMs(model, from, from + 21 * 24 * hour));
  expect(sum).toBeGreaterThan(0);
});
