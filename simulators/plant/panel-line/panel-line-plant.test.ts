// What the continuous line does over a day: a quiet beginning, a calendar that it follows in order, heating from
// cold, changeovers with their events; and what its summary and truth say.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { SharedGrid } from "../shared-grid.ts";
import { TestRun } from "../test-run.ts";
import { alwaysWork, CalendarSchedule, type WorkSchedule } from "../work-schedule.ts";
import { continuousRun } from "./continuous-run.ts";
import { PanelLinePlant } from "./panel-line-plant.ts";
import { panelRecipes } from "./panel-recipe.ts";
import { spansOf } from "./panel-run.ts";

/** 10:00 in China, a Monday. */
const START = Date.UTC(2026, 4, 18, 2);
const HOUR = 3_600;
const pressPoints = [
  "press.state",
  "press.speed.line",
  "press.speed.line.sp",
  "press.output.total",
  "press.output.rejected",
];
const countPoints = [
  "press.output.good",
  "sander.output.total",
  "saw.output.total",
  "saw.output.grade.a",
  "saw.output.grade.b",
  "saw.output.reject",
];

test("warm start: everything produces at once, and nothing happens in the first three minutes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), (seed) => {
      const run = new TestRun((given) => new PanelLinePlant(given, {}), seed, START);
      const states = run.plant.points.filter((point) => point.endsWith(".state"));
      const scans = run.scan(180, states);
      for (const state of states) expect(new Set(scans[state])).toEqual(new Set([4]));
      const told = run.plant.takeEvents().map(({ kind }) => kind);
      expect(told.filter((kind) => kind === "state" || kind === "changeover-start")).toEqual([]);
    }),
    { seed: 11, numRuns: 8 },
  );
});

test("from cold: hours of nothing but heating, by no more than 3 °C/min, then off-grade boards", () => {
  const run = continuousRun({
    seed: 4,
    seconds: 3 * HOUR,
    start: "cold",
    points: [...pressPoints, "press.temperature.zone.1"],
  });
  const state = run.at("press.state");
  const total = run.at("press.output.total");
  const first = total.findIndex((boards) => boards !== total[0]);
  // 210 K at 2.2 K/min, then the belt.
  expect(first / 60).toBeGreaterThan(80);
  expect(first / 60).toBeLessThan(150);
  expect(new Set(state.subarray(60, 80 * 60))).toEqual(new Set([1]));
  const rejected = run.at("press.output.rejected");
  expect((rejected[first + 60] ?? 0) - (rejected[first - 1] ?? 0)).toBeGreaterThan(4);
  const zone = run.at("press.temperature.zone.1");
  for (let n = 300; n < first; n += 60) {
    expect(((zone[n] ?? 0) - (zone[n - 300] ?? 0)) / 5).toBeLessThan(3);
  }
});

const shifts = new CalendarSchedule({
  utcOffsetMinutes: 480,
  shifts: [
    { id: "day", start: "08:00", end: "16:00", weekdays: [1] },
    { id: "late", start: "16:00", end: "17:30", weekdays: [1] },
  ],
  breaks: [{ start: "12:00", end: "12:30" }],
  days: [],
  orderedStops: [],
});

test("the calendar: slow at the meal and at the change of shift, out of work in order, platens stay warm", () => {
  const run = continuousRun({
    seed: 8,
    seconds: 9 * HOUR,
    schedule: shifts,
    points: [
      ...pressPoints,
      "press.temperature.zone.1",
      "former.state",
      "sander.state",
      "dust.state",
      "meter-press.power.active",
    ],
  });
  const speed = run.at("press.speed.line");
  const setpoint = run.at("press.speed.line.sp");
  const of = (hour: number, minute: number) => (hour - 10) * HOUR + minute * 60;
  const share = (second: number) => (setpoint[second] ?? 0) / (setpoint[of(11, 58)] ?? 1);
  expect(Math.max(...setpoint.subarray(of(12, 2), of(12, 29)))).toBeLessThan(
    0.8 * (setpoint[of(11, 58)] ?? 0),
  );
  expect(share(of(16, 4))).toBeLessThan(0.9);
  const stopped = of(17, 30);
  // The mat is run out before the press stands: boards come for a minute and a half more.
  const total = run.at("press.output.total");
  expect((total[stopped + 120] ?? 0) - (total[stopped] ?? 0)).toBeGreaterThan(5);
  const order = ["former.state", "press.state", "sander.state", "dust.state"].map((point) => {
    const state = run.at(point);
    return state.findIndex((value, n) => n >= stopped && value === 0);
  });
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(Math.min(...order)).toBeGreaterThan(stopped);
  expect(Math.max(...speed.subarray(stopped + 300, stopped + 600))).toBe(0);
  expect(Math.max(...run.at("meter-press.power.active").subarray(stopped + 600))).toBe(0);
  const standby = run.at("press.temperature.zone.1").at(-1) ?? 0;
  expect(standby).toBeGreaterThan(157);
  expect(standby).toBeLessThan(225);
  const work = run.events.flatMap((event) =>
    event.kind === "work" ? [`${event.from}>${event.to}`] : [],
  );
  expect(work).toEqual(["work>break", "break>work", "work>off-shift"]);
});

test("orders follow each other: one to four changeovers a day, each 12 to 40 min, boards of the new size", () => {
  const run = continuousRun({
    seed: 21,
    seconds: 24 * HOUR,
    points: ["line.curve", "saw.quality.thickness"],
  });
  const at = (kind: string) => run.events.filter((event) => event.kind === kind).map((e) => e.at);
  const [begun, ended] = [at("changeover-start"), at("changeover-end")];
  expect(begun.length).toBeGreaterThanOrEqual(1);
  expect(begun.length).toBeLessThanOrEqual(4);
  ended.forEach((end, n) => {
    const minutes = (end - (begun[n] ?? 0)) / 60_000;
    expect(minutes).toBeGreaterThanOrEqual(12);
    expect(minutes).toBeLessThanOrEqual(40);
  });
  const curve = run.at("line.curve");
  const thickness = run.at("saw.quality.thickness");
  for (const { from, to } of spansOf(run, 2 * HOUR, (n) => n > 0 && curve[n] === curve[n - 1])) {
    const { finalMm } = panelRecipes.find((recipe) => recipe.curve === curve[from]) ?? {};
    expect(Math.abs((thickness[to - 1] ?? 0) - (finalMm ?? 0))).toBeLessThan(0.25);
  }
  const orders = run.events.flatMap((event) => (event.kind === "order-start" ? [event.order] : []));
  expect(new Set(orders).size).toBe(orders.length);
  const batches = run.events.filter(({ kind }) => kind === "batch").length;
  expect(batches).toBeGreaterThan(200);
});

test("counts agree: good and rejected are all boards, the saw's grades are all panels", () => {
  const run = continuousRun({
    seed: 51,
    seconds: 2 * HOUR,
    points: [...pressPoints, ...countPoints],
  });
  const total = run.at("press.output.total");
  const grades = ["output.grade.a", "output.grade.b", "output.reject"].map((g) =>
    run.at(`saw.${g}`),
  );
  for (let n = 0; n < run.seconds; n += 1) {
    const boards =
      (run.at("press.output.good")[n] ?? 0) + (run.at("press.output.rejected")[n] ?? 0);
    const panels = grades.reduce((sum, grade) => sum + (grade[n] ?? 0), 0);
    if (boards !== total[n]) throw new Error(`${boards} ≠ ${total[n]} boards at ${n}`);
    if (panels !== run.at("saw.output.total")[n]) throw new Error(`${panels} panels at ${n}`);
  }
  const made = (point: string) => (run.at(point).at(-1) ?? 0) - (run.at(point)[0] ?? 0);
  expect(Math.abs(made("sander.output.total") - made("press.output.good"))).toBeLessThan(40);
  expect(Math.abs(made("saw.output.total") / 2 - made("sander.output.total"))).toBeLessThan(20);
});

function begin(schedule: WorkSchedule, start: "warm" | "cold"): PanelLinePlant {
  const grid = new SharedGrid(3);
  grid.set(START);
  const given = { grid, ambientC: () => 20, now: () => START, schedule, start } as const;
  const plant = new PanelLinePlant({ random: createRandom(1), ...given }, {});
  plant.step(1_000);
  return plant;
}

test("summary and truth say state, order and product", () => {
  const plant = begin(alwaysWork, "warm");
  expect(plant.summary()).toMatchObject({
    state: { zh: "生产", en: "producing" },
    product: "particleboard 18 mm",
    output: { unit: "C62" },
  });
  expect(plant.summary().powerKw).toBeGreaterThan(4_000);
  expect(plant.truth()).toMatchObject({
    state: "producing",
    work: "work",
    order: expect.stringMatching(/^PB-\d{5}$/),
    product: "particleboard 18 mm",
  });
  expect(begin(alwaysWork, "cold").truth()).toMatchObject({ state: "heating", order: null });
  const closed = new CalendarSchedule({
    utcOffsetMinutes: 480,
    shifts: [],
    breaks: [],
    days: [{ date: "2026-05-18", kind: "holiday" }],
    orderedStops: [],
  });
  const holiday = begin(closed, "warm");
  expect(holiday.truth()).toMatchObject({ state: "stopped", work: "holiday", order: null });
  expect(holiday.summary().powerKw).toBeGreaterThan(100);
  expect(holiday.summary().powerKw).toBeLessThan(900);
});
