// The signal sheets held against the running plant: every point is in it, what is measured stays on the lattice
// of its instrument, wavers as much as the sheet says, and lies where the domain reference (A3) has it.
import { expect, test } from "vitest";
import { mean } from "../test-run.ts";
import { electricRockWoolSignals } from "./electric-rock-wool-signals.ts";
import { rockWoolSignals } from "./rock-wool-signals.ts";
import { columnOf, longestStretch, recordWoolRun } from "./wool-run.ts";
import type { WoolSignal, WoolSignals } from "./wool-signal.ts";
import { woolState } from "./wool-state.ts";

/** Normal ranges of A3; noise may step out of them by one in a hundred. */
const normal: Readonly<Record<string, readonly [number, number]>> = {
  "cupola.flow.blast": [6_500, 9_000],
  "cupola.temperature.blast": [450, 600],
  "cupola.pressure.blast": [6, 14],
  "cupola.flow.oxygen": [0, 300],
  "cupola.temperature.topgas": [120, 220],
  "cupola.concentration.co": [8, 14],
  "furnace.temperature.bath": [1_480, 1_560],
  "furnace.temperature.roof": [600, 900],
  "furnace.temperature.shell.1": [0, 250],
  "furnace.power.furnace": [3.5, 5],
  "cupola.temperature.melt": [1_440, 1_520],
  "furnace.temperature.melt": [1_440, 1_520],
  "cupola.flow.melt": [4, 6],
  "spinner.speed.wheel.1": [3_800, 4_600],
  "spinner.speed.wheel.2": [5_200, 6_800],
  "spinner.speed.wheel.4": [5_200, 6_800],
  "spinner.vibration.1": [2, 5],
  "spinner.temperature.bearing.1": [45, 75],
  "spinner.temperature.bearing.4": [45, 75],
  "spinner.pressure.air": [8, 14],
  "spinner.flow.binder": [900, 1_600],
  "spinner.concentration.binder": [8, 15],
  "collector.pressure.suction": [-600, -250],
  "collector.weight.primary": [250, 450],
  "collector.speed.pendulum": [20, 45],
  "crimper.ratio": [3, 4],
  "curing-oven.temperature.exhaust": [120, 180],
  "curing-oven.temperature.core.out": [180, 220],
  "curing-oven.temperature.cool.out": [40, 60],
  "gas-meter.gas.flow": [60, 160],
  "oven-zone-1.temperature.pv": [200, 250],
  "oven-zone-5.temperature.pv": [200, 250],
};

const sheets: readonly (readonly ["cupola" | "furnace", WoolSignals])[] = [
  ["cupola", rockWoolSignals],
  ["furnace", electricRockWoolSignals],
];

test.each(sheets)("%s: the sheet says what the plant does", (furnace, signals) => {
  const points = Object.keys(signals).filter((point) => signals[point]?.class !== "TEXT");
  const run = recordWoolRun({ seed: 8, furnace, hours: 0.5, everyS: 1, points });
  const state = columnOf(run, "line.state");
  const [from, to] = longestStretch(state.length, (n) => state[n] === woolState.producing);
  expect(to - from).toBeGreaterThan(600);
  for (const point of points) {
    const signal = signals[point] ?? expect.fail(point);
    const values = columnOf(run, point).slice(from, to);
    expect([point, ...outside(signal, values)]).toEqual([point]);
    if (!signal.analog || signal.heldS !== undefined) continue;
    expect([point, noiseOf(values) > 0.8 * sigmaOf(signal, values)]).toEqual([point, true]);
  }
});

/** Values beyond the range; a 4-20 mA input goes on a little. */
function outside({ range, analog }: WoolSignal, values: Float64Array): readonly number[] {
  if (range === undefined) return [];
  const [low, high] = range;
  const beyond = analog ? 0.17 * (high - low) : 0;
  return [Math.min(...values), Math.max(...values)].filter(
    (value) => !(value >= low - beyond && value <= high + beyond),
  );
}

/** Of one sample, from the differences of neighbours. */
function noiseOf(values: Float64Array): number {
  let squares = 0;
  for (let n = 1; n < values.length; n += 1) {
    squares += ((values[n] ?? 0) - (values[n - 1] ?? 0)) ** 2;
  }
  return Math.sqrt(squares / (values.length - 1) / 2);
}

function sigmaOf({ sigma = 0, relative }: WoolSignal, values: Float64Array): number {
  return relative === true ? sigma * Math.abs(mean([...values])) : sigma;
}

test.each(sheets)("%s: production lies in the ranges of the reference", (furnace) => {
  const points = Object.keys(normal).filter((point) => {
    const own = furnace === "cupola" ? "furnace." : "cupola.";
    return !point.startsWith(own);
  });
  const run = recordWoolRun({
    seed: 21,
    furnace,
    hours: 3,
    everyS: 5,
    points: [...points, "line.state", "saw.state"],
  });
  const [line, saw] = [columnOf(run, "line.state"), columnOf(run, "saw.state")];
  for (const point of points) {
    const [low, high] = normal[point] ?? [0, 0];
    const values = [...columnOf(run, point)].filter(
      (_, n) => line[n] === woolState.producing && saw[n] === woolState.producing,
    );
    const within = values.filter((value) => value >= low && value <= high).length / values.length;
    expect([point, within > 0.9, mean(values) > low, mean(values) < high]).toEqual([
      point,
      true,
      true,
      true,
    ]);
  }
});

test("what the reference requires of a rock-wool line is there", () => {
  const required = (signals: WoolSignals): number =>
    Object.values(signals).filter(({ required: how }) => how === "R").length;
  expect(required(rockWoolSignals)).toBeGreaterThan(60);
  expect(required(electricRockWoolSignals)).toBeGreaterThan(required(rockWoolSignals));
  for (const { name, class: kind, unit } of Object.values(rockWoolSignals)) {
    expect(name.zh.length * name.en.length).toBeGreaterThan(0);
    expect(kind === "TEXT" ? unit : unit.length).not.toBe(kind === "TEXT" ? "C62" : 0);
  }
});
