// What ties the lines to each other and to the day (domain reference A4): one grid (X2), one sky (X3), breaks and
// shift changes (X6), over five seeds of each cluster's line; and each check on what a cheat would show.

import { describe, expect, test } from "vitest";
import { lineRegistry } from "../lines/registry.ts";
import { SharedSurroundings } from "../run/shared-surroundings.ts";
import { createRandom } from "./random.ts";
import { correlation, mean } from "./test-run.ts";
import { ambientAt } from "./weather.ts";
import { alwaysWork, CalendarSchedule, type WorkSchedule } from "./work-schedule.ts";

const SEEDS = [1, 2, 3, 4, 5];
/** 18:30 in China. */
const START = Date.UTC(2026, 4, 18, 10, 30);
const MINUTES = 102;
const BREAK = { from: 30, to: 60 };
const SHIFT_CHANGE = 90;
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const twoShifts = new CalendarSchedule({
  utcOffsetMinutes: 480,
  shifts: [
    { id: "day", start: "08:00", end: "20:00", weekdays: everyDay },
    { id: "night", start: "20:00", end: "08:00", weekdays: everyDay },
  ],
  breaks: [{ start: "19:00", end: "19:30" }],
  days: [],
  orderedStops: [],
});

/** The counter next to where each line sets its pace. */
const outputs = {
  "panel-line": "press.output.total",
  "furniture-cell": "cnc-1.output.total",
  "rock-wool-line": "spinner.output.total",
} as const;
type Kind = keyof typeof outputs;
const kinds = Object.keys(outputs) as readonly Kind[];

interface Day {
  readonly kind: Kind;
  /** Scans of a second. */
  readonly hz: readonly number[];
  /** At the end of each minute, from 0. */
  readonly output: readonly number[];
  /** Of the gas pipe, where there is one, at the end of each minute. */
  readonly outdoorC: readonly number[];
}

async function dayOf(kind: Kind, seed: number, schedule: WorkSchedule): Promise<Day> {
  const surroundings = new SharedSurroundings(START);
  const create = await lineRegistry[kind].load();
  const { grid, ambientC, now } = surroundings;
  const random = createRandom(seed).fork(kind);
  const { plant } = create({ random, grid, ambientC, now, schedule, start: "warm" });
  const [hz, output, outdoorC]: [number[], number[], number[]] = [[], [], []];
  for (let second = 0; second <= MINUTES * 60; second += 1) {
    surroundings.set(START + second * 1_000);
    plant.step(1_000);
    hz.push(Number(plant.value("meter-main.frequency")));
    if (second % 60 > 0) continue;
    output.push(Number(plant.value(outputs[kind])));
    if (kind === "rock-wool-line") {
      outdoorC.push(Number(plant.value("gas-meter.gas.temperature")));
    }
  }
  return { kind, hz, output, outdoorC };
}

const days = await Promise.all(
  kinds.flatMap((kind) => SEEDS.map((seed) => dayOf(kind, seed, twoShifts))),
);

/** Hundredths of a hertz hide the minute; means of a minute over an hour and more do not. */
function minuteMeans(hz: readonly number[], laterS = 0): readonly number[] {
  return Array.from({ length: MINUTES - 12 }, (_, minute) =>
    mean(hz.slice(minute * 60 + laterS, (minute + 1) * 60 + laterS)),
  );
}

function frequencyProblem(a: readonly number[], b: readonly number[]): string | undefined {
  if (a.some((hz) => hz < 49.9 || hz > 50.1)) return "X2 out of 49.9–50.1 Hz";
  const r = correlation(a, b);
  return r > 0.95 ? undefined : `X2 traces of one grid correlate by ${r}`;
}

describe("X2: one grid", () => {
  test("meters of all plants show hundredths of a hertz, and one trace", () => {
    for (const { hz } of days) {
      for (const value of hz)
        expect(Math.abs(value * 100 - Math.round(value * 100))).toBeLessThan(1e-6);
    }
    const traces = days.map(({ hz }) => minuteMeans(hz));
    traces.forEach((a, n) => {
      for (const b of traces.slice(n + 1)) expect(frequencyProblem(a, b)).toBeUndefined();
    });
  });

  test("each meter has a clock of its own", () => {
    expect(new Set(days.map(({ hz }) => hz.join(" "))).size).toBe(days.length);
    const means = days.map(({ hz }) => mean(hz));
    expect(Math.max(...means) - Math.min(...means)).toBeLessThan(0.02);
  });

  test("ten minutes of yesterday's trace are seen, and so is a grid of one's own", () => {
    const [own, other] = days;
    if (own === undefined || other === undefined) throw new Error("no day");
    const trace = minuteMeans(own.hz);
    expect(frequencyProblem(trace, minuteMeans(other.hz, 600))).toMatch(/^X2 traces/);
    const alone = createRandom(9);
    const invented = own.hz.map(() => 50 + 0.017 * alone.normal());
    expect(frequencyProblem(trace, minuteMeans(invented))).toMatch(/^X2 traces/);
  });
});

describe("X3: one sky", () => {
  const outdoors = days.filter(({ outdoorC }) => outdoorC.length > 0);

  test("what hangs outdoors says the weather within 3 °C, each in its own place", () => {
    expect(outdoors).toHaveLength(SEEDS.length);
    for (const { outdoorC } of outdoors) {
      outdoorC.forEach((shown, minute) => {
        expect(Math.abs(shown - ambientAt(START + minute * 60_000))).toBeLessThan(3);
      });
    }
    expect(new Set(outdoors.map(({ outdoorC }) => outdoorC.join(" "))).size).toBe(SEEDS.length);
  });
});

/** Pieces or kilograms a minute, between two minutes. */
const rate = ({ output }: Day, from: number, to: number): number =>
  ((output[to] ?? Number.NaN) - (output[from] ?? Number.NaN)) / (to - from);

/** Of one line's plants together: a crew may run one of them on. */
function pauseProblem(plants: readonly Day[]): string | undefined {
  const together = (from: number, to: number): number =>
    mean(plants.map((plant) => rate(plant, from, to)));
  const usual = together(0, BREAK.from);
  const atMeal = together(BREAK.from + 6, BREAK.to) / usual;
  const atChange = together(SHIFT_CHANGE, SHIFT_CHANGE + 7) / usual;
  if (!(atMeal < 0.85)) return `X6 ${atMeal} of the output at the meal`;
  return atChange < 0.95 ? undefined : `X6 ${atChange} of the output at the change of shift`;
}

describe("X6: breaks and shift changes", () => {
  test.each(kinds)("%s: output drops at the meal and at the change of shift", (kind) => {
    expect(pauseProblem(days.filter((day) => day.kind === kind))).toBeUndefined();
  });

  test("a line that nobody ever leaves is seen", async () => {
    const always = SEEDS.map((seed) => dayOf("panel-line", seed, alwaysWork));
    expect(pauseProblem(await Promise.all(always))).toMatch(/^X6 /);
  });
});
