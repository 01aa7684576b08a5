// The invariants of the domain reference hold on honest runs of the continuous line, over seeds, stops, changeovers
// and an ordered stop; and each of them bites on what a cheat would show.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CalendarSchedule } from "../work-schedule.ts";
import { continuousRun } from "./continuous-run.ts";
import { crossInvariants } from "./cross-invariants.ts";
import { continuousInvariants } from "./panel-invariants.ts";
import { doctored, type PanelRun } from "./panel-run.ts";

const HOUR = 3_600;
const invariants = [...continuousInvariants, ...crossInvariants];
const problems = (run: PanelRun): readonly string[] =>
  invariants.flatMap(({ check }) => check(run) ?? []);

/** From 10:00: three hours of work, two of an ordered stop, then work again. */
const orderedStop = new CalendarSchedule({
  utcOffsetMinutes: 480,
  shifts: [{ id: "day", start: "08:00", end: "20:00", weekdays: [1, 2, 3, 4, 5, 6, 7] }],
  breaks: [{ start: "12:00", end: "12:30" }],
  days: [],
  orderedStops: [
    { from: "2026-05-18T13:00:00+08:00", to: "2026-05-18T15:00:00+08:00", document: "test 1" },
  ],
});

const honest = continuousRun({ seed: 1, seconds: 4 * HOUR });
const stopped = continuousRun({ seed: 2, seconds: 7 * HOUR, schedule: orderedStop });

describe("honest runs", () => {
  test("five seeds of a working day", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 9_000 }), (seed) => {
        expect(problems(continuousRun({ seed, seconds: 3 * HOUR }))).toEqual([]);
      }),
      { seed: 11, numRuns: 5, endOnFailure: true },
    );
  });

  test("a run of four hours, and one with a break and an ordered stop", () => {
    expect(problems(honest)).toEqual([]);
    expect(problems(stopped)).toEqual([]);
    // Checks on stops and starts that looked at nothing would hold of anything.
    const states = new Set(stopped.at("press.state"));
    expect([0, 1, 3, 4, 6].filter((state) => !states.has(state))).toEqual([]);
    expect(stopped.events.some(({ kind }) => kind === "lab-sample")).toBe(true);
  });

  test("at steps of 100 ms as at steps of a second", () => {
    expect(problems(continuousRun({ seed: 5, seconds: 1_600, stepMs: 100 }))).toEqual([]);
  });
});

type Change = (values: Float64Array) => Float64Array;
const times =
  (factor: number): Change =>
  (values) =>
    values.map((value) => value * factor);
const held: Change = (values) => values.map((_, n) => values[Math.min(n, 600)] ?? 0);
const delayed =
  (seconds: number): Change =>
  (values) =>
    values.map((_, n) => values[Math.max(n - seconds, 0)] ?? 0);
const drawn: Change = (values) => {
  const first = values[0] ?? 0;
  return values.map((_, n) => first + n / 8);
};
const cases: readonly (readonly [
  id: string,
  what: string,
  run: PanelRun,
  changes: Record<string, Change>,
])[] = [
  ["P1", "an inflated counter of cubic metres", honest, { "line.output.volume": inflated(1.05) }],
  ["P2", "an invented mat weight", honest, { "former.weight.area": times(1.06) }],
  [
    "P2",
    "glue theft: the flow shown is not what left the tank",
    honest,
    {
      "blender.flow.glue.surface": times(0.9),
      "blender.flow.glue.core": times(0.9),
    },
  ],
  [
    "P3",
    "a moisture meter that replays itself",
    honest,
    {
      "dryer.moisture.out.core": delayed(2_000),
    },
  ],
  [
    "P3",
    "an inlet temperature that is not the burner's",
    honest,
    {
      "dryer.temperature.inlet": times(0.8),
    },
  ],
  ["P4", "pressure of another hour", honest, { "press.pressure.specific.1": delayed(1_000) }],
  [
    "P5",
    "a step of the platen's temperature",
    honest,
    {
      "press.temperature.zone.2": (values) => values.map((c, n) => (n < 4_000 ? c : c + 25)),
    },
  ],
  [
    "P5",
    "oil that gives no heat",
    honest,
    {
      "press.temperature.oil.out": (values) =>
        values.map((_, n) => (honest.at("press.temperature.oil.in")[n] ?? 0) - 2),
    },
  ],
  [
    "P6",
    "counting without sanding",
    honest,
    {
      "sander.current.motor": (values) => values.map((_, n) => 180 + (n % 3)),
    },
  ],
  ["P8", "a counter that runs through a stop", stopped, { "press.output.total": drawn }],
  [
    "P8",
    "glue for a belt that stands",
    stopped,
    {
      "blender.flow.glue.core": (values) => values.map((kgH) => Math.max(kgH, 900)),
    },
  ],
  ["X1", "power scaled behind the current", honest, { "meter-press.power.active": times(0.9) }],
  [
    "X1",
    "energy that falls",
    honest,
    {
      "meter-main.energy.active.import": (values) =>
        values.map((kwh, n) => kwh - (n === 900 ? 5 : 0)),
    },
  ],
  [
    "X1",
    "a sub-meter above the main meter",
    honest,
    {
      ...scaledMeter("meter-dryer", 14),
    },
  ],
  [
    "X4",
    "a start without inrush",
    stopped,
    {
      "chipper.current.motor": (values) => values.map((amps) => Math.min(amps, 1_800)),
    },
  ],
  ["X5", "a frozen sensor", honest, { "dryer.temperature.outlet": held }],
  ["X5", "a value that no converter gave", honest, { "former.moisture.mat.core": times(1.00071) }],
];

function inflated(factor: number): Change {
  return (values) => values.map((value) => (value - (values[0] ?? 0)) * factor + (values[0] ?? 0));
}

function scaledMeter(meter: string, factor: number): Record<string, Change> {
  const signals = ["power.active", "power.reactive"].flatMap((signal) => [
    signal,
    ...["l1", "l2", "l3"].map((l) => `${signal}.${l}`),
  ]);
  const currents = ["l1", "l2", "l3"].map((l) => `current.${l}`);
  const energies = { [`${meter}.energy.active.import`]: inflated(factor) };
  const scaled = [...signals, ...currents].map((signal) => [`${meter}.${signal}`, times(factor)]);
  return { ...energies, ...Object.fromEntries(scaled) };
}

describe("every invariant bites", () => {
  test.each(cases)("%s: %s", (id, _, run, changes) => {
    const found = invariants
      .filter((invariant) => invariant.id === id)
      .map(({ check }) => check(doctored(run, changes)));
    expect(found).toEqual([expect.stringMatching(new RegExp(`^${id} `))]);
  });

  test("X7: laboratory values that come like a signal", () => {
    const [first] = stopped.events.flatMap((event) => (event.kind === "lab-sample" ? [event] : []));
    if (first === undefined) throw new Error("no specimen in the run");
    const often = [0, 60_000, 120_000].map((ms) => ({
      ...first,
      at: first.at + ms,
      takenAt: first.takenAt + ms,
    }));
    const x7 = invariants.find(({ id }) => id === "X7");
    expect(x7?.check({ ...stopped, events: often })).toMatch(/^X7 specimens /);
  });

  test("none is left without a case", () => {
    const bitten = new Set([...cases.map(([id]) => id), "X7"]);
    expect(invariants.filter(({ id }) => !bitten.has(id))).toEqual([]);
  });
});
