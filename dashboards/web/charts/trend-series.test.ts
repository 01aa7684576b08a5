import { expect, test } from "vitest";
import { buildTrendSeries, type ChartPoint, extremes } from "./trend-series.ts";

const good = (time: number, value: number): ChartPoint => ({ time, value, good: true });
const bad = (time: number): ChartPoint => ({ time, value: null, good: false });

function build(points: ChartPoint[], change: { steps?: boolean; heldUntil?: number } = {}) {
  return buildTrendSeries({
    points,
    heldUntil: change.heldUntil ?? 0,
    from: 0,
    to: 200_000,
    scanIntervalMs: 1000,
    steps: change.steps ?? false,
  });
}

test("samples at the pace of the scan are one line", () => {
  const series = build([good(0, 1), good(1000, 2), good(2000, 3)]);
  expect(series.measured).toEqual([
    [0, 1],
    [1000, 2],
    [2000, 3],
  ]);
  expect(series.held).toEqual([]);
});

test("bad quality breaks the line and marks the time until the next good sample", () => {
  const series = build([good(0, 1), bad(1000), bad(2000), good(3000, 2)]);
  expect(series.measured.map(([, value]) => value)).toEqual([1, null, null, 2]);
  expect(series.bad).toEqual([[1000, 3000]]);
});

test("bad quality that lasts is marked until now", () => {
  expect(build([good(0, 1), bad(1000)]).bad).toEqual([[1000, 200_000]]);
});

test("a short silence is dashed, not drawn as measured", () => {
  const series = build([good(0, 1), good(10_000, 2)]);
  expect(series.measured).toContainEqual([0, null]);
  expect(series.held).toEqual([
    [0, 1],
    [10_000, 2],
    [10_000, null],
  ]);
});

test("a long silence of a wobbling signal is a gap", () => {
  const series = build([good(0, 1), good(60_001, 2)]);
  expect(series.measured).toContainEqual([0, null]);
  expect(series.held).toEqual([]);
});

test("the lowest and the highest of a bucket are one line, however far apart the scan would have them", () => {
  const points = [good(0, 1), good(80_000, 3), good(150_000, 2)];
  const series = buildTrendSeries({
    points,
    heldUntil: 0,
    from: 0,
    to: 200_000,
    scanIntervalMs: 1000,
    bucketMs: 50_000,
    steps: false,
  });
  expect(series.held).toEqual([]);
  expect(series.measured.map(([, value]) => value)).toEqual([1, 3, 2]);
  expect(build(points).measured).toContainEqual([0, null]);
});

test("a setpoint stands still as long as it likes, at its old value", () => {
  const series = build([good(0, 180), good(150_000, 190)], { steps: true });
  expect(series.held).toEqual([
    [0, 180],
    [150_000, 180],
    [150_000, null],
  ]);
});

test("the line goes on to the last reading of an unchanged value, never into the future", () => {
  expect(build([good(0, 1)], { heldUntil: 9000 }).measured.at(-1)).toEqual([9000, 1]);
  expect(build([good(0, 1)], { heldUntil: 900_000 }).measured.at(-1)).toEqual([200_000, 1]);
  expect(build([bad(0)], { heldUntil: 9000 }).measured.at(-1)).toEqual([0, null]);
});

test("extremes leave out what is bad or before the window", () => {
  expect(extremes([good(0, -5), good(10, 3), bad(20), good(30, 7)], 10)).toEqual([3, 7]);
  expect(extremes([bad(20)], 0)).toBeNull();
});
