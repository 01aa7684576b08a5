// The cell over a working day: people come, machines start in order, rest in breaks, finish and go off (X6, F5).

import { expect, test } from "vitest";
import { CalendarSchedule, type WorkCalendar } from "../work-schedule.ts";
import { type TestCell, type TestCellTime, testCell } from "./test-cell.ts";

const MINUTE = 60_000;
const units = ["cnc-1", "saw-1", "drill-1", "sorter-1", "packer-1"] as const;
const [OFFLINE, STANDBY, READY, WORKING] = [0, 1, 2, 3];

function day(extra: Partial<WorkCalendar> = {}): CalendarSchedule {
  return new CalendarSchedule({
    utcOffsetMinutes: 480,
    shifts: [{ id: "day", start: "08:00", end: "10:00", weekdays: [1, 2, 3, 4, 5, 6, 7] }],
    breaks: [{ start: "09:00", end: "09:30" }],
    days: [],
    orderedStops: [],
    ...extra,
  });
}

/** 07:50 in China, nothing on. */
const morning: TestCellTime = {
  start: Date.UTC(2026, 5, 9, 23, 50),
  begin: "cold",
  schedule: day(),
  ambientC: 18,
};

/** Minutes since 08:00. */
function minutesOf(cell: TestCell): number {
  return (cell.now() - Date.UTC(2026, 5, 10)) / MINUTE;
}

/** Runs on to `minute`, one scan a second. */
function runTo(cell: TestCell, minute: number, each: () => void = () => undefined): void {
  cell.run(minute * MINUTE - (cell.now() - Date.UTC(2026, 5, 10)), each, 1_000);
}

test("a cold start: air first, then extraction with the first machine, panels only on warm glue", () => {
  const cell = testCell(31, morning);
  const seen = new Map<string, number>();
  const note = (what: string, holds: boolean): void => {
    if (holds && !seen.has(what)) seen.set(what, minutesOf(cell));
  };
  const banded = cell.number("edgebander-1.pieces.in");
  runTo(cell, -1);
  expect(units.map((unit) => cell.number(`${unit}.state`))).toEqual(units.map(() => OFFLINE));
  expect(cell.plant.value("cnc-1.flag.PowerPresent")).toBe(false);
  expect(cell.number("meter-main.power.active")).toBeLessThan(9_000);
  expect(cell.plant.summary().state.en).toBe("off");
  runTo(cell, 40, () => {
    note("air", cell.plant.value("compressor-1.running") === true);
    note("fan", cell.plant.value("dust-1.running") === true);
    note("heating", cell.number("edgebander-1.state") === 1);
    for (const state of [STANDBY, WORKING]) {
      note(`cnc ${state}`, cell.number("cnc-1.state") === state);
    }
    note("banded", cell.number("edgebander-1.pieces.in") > banded);
    note("suction alarm", cell.plant.value("edgebander-1.alarm.suction") === true);
  });
  const at = (what: string): number => seen.get(what) ?? Number.NaN;
  expect(at("air")).toBeGreaterThan(0);
  expect(at("fan")).toBeGreaterThan(at("air"));
  expect(at("heating")).toBeCloseTo(at("fan"), 1);
  // The fan needs its seconds to full suction: until then whoever is on is told.
  expect(at("suction alarm")).toBeGreaterThan(at("fan"));
  expect(at("cnc 1")).toBeGreaterThan(at("heating"));
  // Booting and referencing, at least a minute.
  expect(at("cnc 3") - at("cnc 1")).toBeGreaterThan(1);
  expect(at("banded") - at("heating")).toBeGreaterThan(12);
  expect(at("banded") - at("heating")).toBeLessThan(25);
  expect(cell.plant.summary().state.en).toBe("producing");
});

test("in a break machines finish their piece, stand READY, save energy, and go on afterwards", () => {
  const cell = testCell(32, morning);
  runTo(cell, 60);
  const sheets = cell.number("cnc-1.count.sheet");
  const seen = new Set<string>();
  runTo(cell, 89, () => {
    for (const unit of units) seen.add(`${unit} ${cell.number(`${unit}.state`)}`);
  });
  for (const unit of units) {
    expect(seen, unit).toContain(`${unit} ${READY}`);
    expect(cell.number(`${unit}.state`), unit).toBe(STANDBY);
    expect(cell.plant.value(`${unit}.flag.EnergySaving`), unit).toBe(true);
    expect(cell.number(`${unit}.mode`), unit).toBe(5);
  }
  // At most the sheet that lay on the table.
  expect(cell.number("cnc-1.count.sheet") - sheets).toBeLessThanOrEqual(1);
  expect(cell.plant.value("cnc-1.flag.WorkpiecePresent")).toBe(false);
  expect(cell.number("edgebander-1.temperature.glue")).toBeGreaterThan(185);
  expect(cell.plant.summary().state).toEqual({ zh: "休息", en: "break" });
  runTo(cell, 96);
  expect(
    cell.number("cnc-1.count.sheet") + Number(cell.number("cnc-1.state") === WORKING),
  ).toBeGreaterThan(sheets);
  expect(cell.number("drill-1.state")).toBe(WORKING);
});

test("after the shift everything is off within a quarter of an hour, and the glue is cold in the evening", () => {
  const cell = testCell(33, morning);
  runTo(cell, 120);
  const parts = cell.number("cnc-1.output.total");
  runTo(cell, 135);
  expect(units.map((unit) => cell.number(`${unit}.state`))).toEqual(units.map(() => OFFLINE));
  expect(cell.number("edgebander-1.state")).toBe(0);
  expect(cell.plant.value("dust-1.running")).toBe(false);
  expect(cell.plant.value("compressor-1.running")).toBe(false);
  expect(cell.number("meter-main.power.active")).toBeLessThan(9_000);
  // The sheet that was on the table was finished.
  expect(cell.number("cnc-1.output.total") - parts).toBeLessThanOrEqual(25);
  expect(cell.number("cnc-1.pieces.in")).toBe(cell.number("cnc-1.output.total"));
  // Main switches stay on over a night.
  expect(cell.plant.value("cnc-1.flag.PowerPresent")).toBe(true);
  runTo(cell, 240);
  expect(cell.number("edgebander-1.temperature.glue")).toBeLessThan(30);
  expect(cell.plant.truth()).toMatchObject({ state: "off", work: "off-shift", order: null });
});

const orderedStop = {
  from: "2026-06-10T08:50:00+08:00",
  to: "2026-06-12T00:00:00+08:00",
  document: "廊气领办〔2026〕7 号",
};

test("an ordered stop ends the work within a shift: pieces are finished, main switches go off, the book says why", () => {
  const cell = testCell(34, { ...morning, schedule: day({ orderedStops: [orderedStop] }) });
  runTo(cell, 49);
  expect(cell.plant.truth()).toMatchObject({ state: "producing", work: "work" });
  runTo(cell, 70);
  expect(cell.plant.truth()).toMatchObject({ state: "off", work: "ordered-stop", order: null });
  expect(cell.number("cnc-1.pieces.in")).toBe(cell.number("cnc-1.output.total"));
  expect(cell.plant.value("cnc-1.flag.PowerPresent")).toBe(false);
  const work = cell.plant.takeEvents().filter((event) => event.kind === "work");
  expect(work.at(-1)).toMatchObject({
    from: "work",
    to: "ordered-stop",
    document: orderedStop.document,
  });
});

test("on a holiday nobody comes, and the main switches are off", () => {
  const cell = testCell(36, {
    // 23:40 in China, on the evening before.
    start: Date.UTC(2026, 5, 10, 15, 40),
    begin: "warm",
    schedule: day({ days: [{ date: "2026-06-11", kind: "holiday" }] }),
  });
  cell.run(5 * MINUTE, undefined, 1_000);
  expect(cell.plant.truth()).toMatchObject({ state: "off", work: "off-shift" });
  expect(cell.plant.value("cnc-1.flag.PowerPresent")).toBe(true);
  cell.run(30 * MINUTE, undefined, 1_000);
  expect(cell.plant.truth()).toMatchObject({ state: "off", work: "holiday" });
  expect(cell.plant.value("cnc-1.flag.PowerPresent")).toBe(false);
  const off = cell.number("cnc-1.time.machineOff");
  const power = cell.number("cnc-1.time.powerPresent");
  cell.run(MINUTE, undefined, 1_000);
  expect(cell.number("cnc-1.time.machineOff") - off).toBe(MINUTE);
  expect(cell.number("cnc-1.time.powerPresent")).toBe(power);
});

test("round the clock and warm everything produces at once", () => {
  const cell = testCell(35);
  cell.run(1_000);
  expect(
    units.map((unit) => cell.number(`${unit}.state`)).filter((s) => s !== WORKING),
  ).toHaveLength(
    // The saw waits some seconds for its first book.
    cell.number("saw-1.state") === WORKING ? 0 : 1,
  );
  expect(cell.plant.summary()).toMatchObject({ state: { zh: "生产中", en: "producing" } });
  expect(cell.plant.summary().product).toMatch(/^BZ260610-\d{5} /);
});
