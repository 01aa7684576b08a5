// The invariants of the rock-wool lines on runs that somebody doctored: each must be seen, or the check is no check.
import { expect, test } from "vitest";
import type { PlantEvent } from "../plant-events.ts";
import { invariantsOn, type RunShape, rockWoolInvariants, runFor } from "./rock-wool-invariants.ts";
import { columnOf, recordWoolRun, type WoolRun } from "./wool-run.ts";

const recorded = new Map<string, WoolRun>();

/** One honest run of each kind. */
function runOf(shape: RunShape, furnace: WoolRun["furnace"]): WoolRun {
  const key = `${shape} ${furnace}`;
  const run = recorded.get(key) ?? recordWoolRun(runFor(shape, furnace, 3));
  recorded.set(key, run);
  return run;
}

type Change = (value: number, n: number, column: Float64Array) => number;

const withColumns = (run: WoolRun, points: readonly string[], change: Change): WoolRun => ({
  ...run,
  columns: {
    ...run.columns,
    ...Object.fromEntries(points.map((point) => [point, columnOf(run, point).map(change)])),
  },
});
const withEvents = (
  run: WoolRun,
  change: (event: PlantEvent) => readonly PlantEvent[],
): WoolRun => ({
  ...run,
  events: run.events.flatMap(change),
});

/** Grows by `factor` of what it grew. */
const inflate =
  (factor: number): Change =>
  (value, _, column) =>
    (column[0] ?? 0) + factor * (value - (column[0] ?? 0));
const shiftBy =
  (scans: number): Change =>
  (_, n, column) =>
    column[(n + scans) % column.length] ?? 0;
const standing: Change = (_, __, column) => column[0] ?? 0;
const wheels = [1, 2, 3, 4].map((n) => `spinner.current.wheel.${n}`);

const doctored: readonly (readonly [
  what: string,
  id: string,
  shape: RunShape,
  furnace: WoolRun["furnace"],
  change: (run: WoolRun) => WoolRun,
])[] = [
  [
    "more fibre than melt",
    "I1",
    "seconds",
    "cupola",
    (run) => withColumns(run, ["spinner.output.total"], inflate(1.2)),
  ],
  [
    "more boards than fibre",
    "I1",
    "seconds",
    "furnace",
    (run) => withColumns(run, ["line.output.mass"], inflate(1.3)),
  ],
  [
    "melt without charges",
    "I1",
    "seconds",
    "cupola",
    (run) =>
      withColumns(run, ["cupola.count.charge"], (...given) => Math.floor(inflate(0.5)(...given))),
  ],
  [
    "coke that was not burnt",
    "I2",
    "seconds",
    "cupola",
    (run) => withColumns(run, ["batching.weight.coke"], (kg) => 1.3 * kg),
  ],
  [
    "the same coke every time",
    "I2",
    "seconds",
    "cupola",
    (run) => withColumns(run, ["batching.weight.coke"], standing),
  ],
  [
    "energy in proportion to melt",
    "I2",
    "day",
    "furnace",
    (run) => {
      const melt = columnOf(run, "furnace.output.total");
      return withColumns(
        run,
        ["meter-furnace.energy.active.import"],
        (_, n) => 0.87 * (melt[n] ?? 0),
      );
    },
  ],
  [
    "energy without melt",
    "I2",
    "day",
    "furnace",
    (run) => withColumns(run, ["meter-furnace.energy.active.import"], inflate(1.3)),
  ],
  [
    "power behind the melt",
    "I2",
    "day",
    "furnace",
    (run) => withColumns(run, ["furnace.power.furnace"], (_, n, p) => p[Math.max(n - 80, 0)] ?? 0),
  ],
  [
    "charges without a sawtooth",
    "I3",
    "seconds",
    "cupola",
    (run) => withColumns(run, ["cupola.temperature.topgas"], (_, n) => 170 + (n % 7)),
  ],
  [
    "a sawtooth out of phase",
    "I3",
    "seconds",
    "cupola",
    (run) => withColumns(run, ["cupola.temperature.topgas"], shiftBy(120)),
  ],
  [
    "blast that does nothing",
    "I3",
    "seconds",
    "cupola",
    (run) => withColumns(run, ["cupola.flow.blast"], (value) => 0.8 * value),
  ],
  [
    "a step of the bath",
    "I4",
    "day",
    "furnace",
    (run) =>
      withColumns(run, ["furnace.temperature.bath"], (value, n) => (n > 900 ? value - 40 : value)),
  ],
  [
    "a bath that stands still",
    "I4",
    "day",
    "furnace",
    (run) => withColumns(run, ["furnace.temperature.bath"], standing),
  ],
  [
    "a bath of white noise",
    "I4",
    "day",
    "furnace",
    (run) => withColumns(run, ["furnace.temperature.bath"], (_, n) => 1510 + 8 * Math.sin(n * n)),
  ],
  [
    "a shell that grows cooler",
    "I4",
    "day",
    "furnace",
    (run) => withColumns(run, ["furnace.temperature.shell.2"], (value, n) => value - n / 100),
  ],
  [
    "currents of another hour",
    "I5",
    "seconds",
    "cupola",
    (run) => withColumns(run, wheels, shiftBy(3_600)),
  ],
  [
    "a mat that is too heavy",
    "I6",
    "seconds",
    "furnace",
    (run) => withColumns(run, ["collector.weight.mat"], (value) => 1.05 * value),
  ],
  [
    "density of another hour",
    "I6",
    "seconds",
    "cupola",
    (run) => withColumns(run, ["saw.quality.density"], shiftBy(3_600)),
  ],
  [
    "gas that was not burnt",
    "I7",
    "seconds",
    "cupola",
    (run) => withColumns(run, ["gas-meter.gas.total"], inflate(1.25)),
  ],
  [
    "an oven that feels no mat",
    "I7",
    "seconds",
    "furnace",
    (run) => withColumns(run, ["oven-zone-1.temperature.pv"], (_, n) => 225 + (n % 3) / 10),
  ],
  [
    "binder that was only reported",
    "I8",
    "day",
    "cupola",
    (run) => withColumns(run, ["spinner.flow.binder"], (value) => 1.15 * value),
  ],
  [
    "energy that was not drawn",
    "X1",
    "seconds",
    "cupola",
    (run) => withColumns(run, ["meter-main.energy.active.import"], inflate(1.05)),
  ],
  [
    "a power factor of its own",
    "X1",
    "seconds",
    "furnace",
    (run) => withColumns(run, ["meter-spinner.power.factor"], () => 0.9),
  ],
  [
    "a phase that is not in the total",
    "X1",
    "seconds",
    "cupola",
    (run) => withColumns(run, ["meter-main.power.active.l2"], (value) => 1.1 * value),
  ],
  [
    "a motor without inrush",
    "X4",
    "start",
    "cupola",
    (run) => withColumns(run, ["saw.current.motor"], (value) => Math.min(value, 90)),
  ],
  [
    "a wheel that jumps to its speed",
    "X4",
    "start",
    "furnace",
    (run) => withColumns(run, ["spinner.speed.wheel.2"], (value) => (value > 50 ? 5_580 : 0)),
  ],
  [
    "a frozen value",
    "X5",
    "seconds",
    "cupola",
    (run) => withColumns(run, ["cupola.temperature.melt"], standing),
  ],
  [
    "values beside the lattice",
    "X5",
    "seconds",
    "furnace",
    (run) => withColumns(run, ["furnace.temperature.roof"], (value) => value + 0.0137),
  ],
  [
    "a laboratory that never stops",
    "X7",
    "day",
    "cupola",
    (run) =>
      withEvents(run, (event) =>
        event.kind === "lab-sample"
          ? [event, { ...event, takenAt: event.takenAt + 600_000, at: event.at + 600_000 }]
          : [event],
      ),
  ],
  [
    "results before the specimen",
    "X7",
    "day",
    "furnace",
    (run) =>
      withEvents(run, (event) =>
        event.kind === "lab-sample" ? [{ ...event, at: event.takenAt }] : [event],
      ),
  ],
];

test.each(doctored)("doctored: %s is seen by %s", (_, id, shape, furnace, change) => {
  const honest = runOf(shape, furnace);
  const told = invariantsOn(shape, furnace)
    .filter((each) => each.id === id)
    .map(({ check }) => check(change(honest)));
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(new RegExp(`^${id} `));
});

test("every invariant was tried on a doctored run", () => {
  const tried = new Set(doctored.map(([, id]) => id));
  expect(
    [...new Set(rockWoolInvariants.map(({ id }) => id))].filter((id) => !tried.has(id)),
  ).toEqual([]);
});
