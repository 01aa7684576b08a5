// F1 to F9, X1, X4 and X5 over runs of several seeds, and each check against a run that was doctored to break it.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlantEvent } from "../plant-events.ts";
import { CalendarSchedule } from "../work-schedule.ts";
import { type FurnitureInvariant, furnitureInvariants, violated } from "./furniture-invariants.ts";
import { doctored, type FurnitureRun, RunRecorder } from "./furniture-run.ts";
import { type TestCellTime, testCell } from "./test-cell.ts";

const MINUTE = 60_000;
/** A short day with a break, in China: from off to off. */
const shortDay: TestCellTime = {
  start: Date.UTC(2026, 5, 9, 23, 55),
  begin: "cold",
  schedule: new CalendarSchedule({
    utcOffsetMinutes: 480,
    shifts: [{ id: "day", start: "08:00", end: "10:00", weekdays: [1, 2, 3, 4, 5, 6, 7] }],
    breaks: [{ start: "09:10", end: "09:22" }],
    days: [],
    orderedStops: [],
  }),
};

function runOf(
  seed: number,
  minutes: number,
  stepMs: number,
  time: TestCellTime = {},
): RunRecorder {
  const cell = testCell(seed, time);
  const run = new RunRecorder(cell.plant, stepMs);
  cell.run(minutes * MINUTE, () => run.scan(), stepMs);
  return run;
}

test("nothing is violated round the clock, at one scan a second", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      expect(violated(runOf(seed, 75, 1_000))).toEqual({});
    }),
    { seed: 21, numRuns: 5, endOnFailure: true },
  );
});

test("nothing is violated over a cold start, a break and the end of a shift", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const run = runOf(seed, 145, 1_000, shortDay);
      expect(violated(run)).toEqual({});
      const states = new Set(run.column("cnc-1.state"));
      // OFFLINE, STANDBY, READY and WORKING were all seen.
      expect([...states]).toEqual(expect.arrayContaining([0, 1, 2, 3]));
    }),
    { seed: 22, numRuns: 5, endOnFailure: true },
  );
});

const fine = runOf(5, 20, 100);
test("nothing is violated at a scan of 100 ms, bursts of each panel among it", () => {
  expect(violated(fine)).toEqual({});
});

const warm = runOf(6, 120, 1_000);
const cold = runOf(7, 45, 1_000, shortDay);

/** Station times of every carton with two stages told the other way round. */
function swappedTimes(run: FurnitureRun): FurnitureRun {
  const events = run.events.map((event): PlantEvent => {
    if (event.kind !== "batch" || event.equipment !== "packer-1") return event;
    const { drillAt = "", sortAt = "" } = event.of;
    return { ...event, of: { ...event.of, drillAt: sortAt, sortAt: drillAt } };
  });
  return { ...run, stepMs: run.stepMs, scans: run.scans, column: (p) => run.column(p), events };
}

type Cheat = readonly [id: FurnitureInvariant, what: string, run: FurnitureRun];
const last = (run: FurnitureRun): number => run.scans - 1;
const at = (run: FurnitureRun, point: string, scan: number): number => run.column(point)[scan] ?? 0;

const cheats: readonly Cheat[] = [
  [
    "F1",
    "a load curve in a loop of its own",
    doctored(warm, "cnc-1.power.spindle", (_, n) => 2.2 + 0.9 * Math.sin(n / 9)),
  ],
  [
    "F2",
    "a part counter that is pumped",
    doctored(warm, "cnc-1.output.total", (value, n) => value + Math.floor(n / 400)),
  ],
  [
    "F3",
    "a station that packs what was never drilled",
    doctored(warm, "packer-1.output.total", (value, n) => value + Math.floor(n / 20)),
  ],
  ["F3", "parts that were sorted before they were drilled", swappedTimes(warm)],
  [
    "F4",
    "panels counted without bursts",
    doctored(fine, "edgebander-1.current.premill", () => 2.4),
  ],
  [
    "F4",
    "bursts shorter than the panels",
    doctored(fine, "edgebander-1.length.edge", (value) => value * 1.2),
  ],
  [
    "F5",
    "glue that is warm in a moment",
    doctored(cold, "edgebander-1.temperature.glue", (value) => (value < 60 ? 25 : 190)),
  ],
  [
    "F5",
    "panels fed on cold glue",
    doctored(cold, "edgebander-2.pieces.in", (value, n) => value + (n > 600 ? 1 : 0)),
  ],
  [
    "F5",
    "a heater that costs nothing",
    doctored(warm, "edgebander-1.output.heating", (value) => value / 2),
  ],
  ["F6", "cutting without hold-down", doctored(warm, "cnc-1.pressure.vacuum", () => -20)],
  ["F6", "work without extraction", doctored(warm, "packer-1.flag.DustChipSuction", () => 0)],
  ["F6", "a fan that is off", doctored(warm, "dust-1.running", () => 0)],
  [
    "F7",
    "a state written by hand",
    doctored(cold, "drill-1.state", (value, n) => (n > 1_000 ? 3 : value)),
  ],
  ["F8", "times that were edited", doctored(warm, "cnc-1.time.working", (value) => value * 1.1)],
  [
    "F8",
    "more out than in",
    doctored(warm, "saw-1.output.total", (value, n) => value + (n > 3_000 ? 500 : 0)),
  ],
  [
    "F9",
    "tool metres without feed",
    doctored(warm, "cnc-1.length.cut", (value, n) => value + 0.02 * n),
  ],
  [
    "X1",
    "power that no voltage and current make",
    doctored(warm, "meter-saw-1.power.active", (value) => value * 1.1),
  ],
  [
    "X1",
    "a counter beside its power",
    doctored(warm, "meter-main.energy.active.import", (value) => {
      const first = at(warm, "meter-main.energy.active.import", 0);
      return first + (value - first) * 0.93;
    }),
  ],
  [
    "X4",
    "a motor without inrush",
    doctored(cold, "meter-compressor-1.current.l1", (value) => Math.min(value, 30)),
  ],
  ["X4", "a machine that works on no power", doctored(warm, "meter-cnc-1.power.active", () => 0)],
  ["X5", "a sensor that stands still", doctored(warm, "edgebander-1.pressure.press", () => 3.6)],
  [
    "X5",
    "a number off the lattice of its input",
    doctored(warm, "drill-1.current.spindle", (value) => value * 1.001),
  ],
];

test.each(cheats)("%s bites: %s", (id, _what, run) => {
  expect(furnitureInvariants[id](run)).toEqual(expect.any(String));
});

test("a trend that does not follow the tool's metres is seen where they are long enough", () => {
  // The same run with its metres told backwards: as if the tool grew sharp.
  const longest = at(warm, "cnc-1.length.tool", last(warm));
  const stretched = doctored(
    warm,
    "cnc-1.length.tool",
    (_, n) => longest + 1_500 * (n / last(warm)),
  );
  const falling = doctored(stretched, "cnc-1.power.spindle", (value, n) =>
    value > 1.4 ? value * (1 - (0.4 * n) / last(warm)) : value,
  );
  expect(furnitureInvariants.F9(falling)).toMatch(/does not rise/);
});

test("every invariant has a run that breaks it", () => {
  const bitten = new Set(cheats.map(([id]) => id));
  expect([...bitten].sort()).toEqual(Object.keys(furnitureInvariants).sort());
});
