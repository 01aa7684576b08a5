import { expect, test } from "vitest";
import type { Frame, LastValue } from "#contracts/live.ts";
import { status } from "#contracts/quality.ts";
import { emptyTrend, extendTrend, thinTrend, trendOfFrame } from "./trend-points.ts";

function valueAt(sourceTime: number, change: Partial<LastValue> = {}): LastValue {
  return {
    equipment: "e",
    signal: "s",
    value: sourceTime,
    sourceTime,
    readTime: sourceTime,
    status: 0,
    flag: "N",
    stale: false,
    ...change,
  };
}

const frame: Frame = {
  equipment: "e",
  signal: "s",
  from: 0,
  to: 100,
  reduction: "raw",
  time: [10, 20, 30],
  value: [1, null, 3],
  good: [true, false, true],
};

test("history and stream join without a double or an older point", () => {
  const trend = extendTrend(trendOfFrame(frame, 2000), [valueAt(20), valueAt(30), valueAt(40)], 0);
  expect(trend.points.map(({ time }) => time)).toEqual([10, 20, 30, 40]);
  expect(trend.points[1]).toEqual({ time: 20, value: null, good: false });
});

test("a value read again unchanged holds the line until its reading, without a new point", () => {
  const trend = extendTrend(trendOfFrame(frame, 2000), [valueAt(30, { readTime: 55 })], 0);
  expect(trend.points.length).toBe(3);
  expect(trend.heldUntil).toBe(55);
});

test("a bad value breaks the line, whatever number it carries", () => {
  const bad = valueAt(40, { value: 7, status: status.badTimeout });
  expect(extendTrend(emptyTrend, [bad], 0).points).toEqual([
    { time: 40, value: null, good: false },
  ]);
});

test("text is no point of a line, a switch is", () => {
  const values = [valueAt(1, { value: "9007199254740993" }), valueAt(2, { value: true })];
  expect(extendTrend(emptyTrend, values, 0).points.map(({ value }) => value)).toEqual([null, 1]);
});

test("a stale value adds and holds nothing", () => {
  const stale = valueAt(90, { stale: true });
  expect(extendTrend(trendOfFrame(frame, 2000), [stale], 0)).toMatchObject({ heldUntil: 30 });
});

test("what left the window goes, but for the point from which the line enters", () => {
  const trend = extendTrend(trendOfFrame(frame, 2000), [valueAt(40)], 30);
  expect(trend.points.map(({ time }) => time)).toEqual([20, 30, 40]);
  expect(extendTrend(trend, [], 1000).points.map(({ time }) => time)).toEqual([40]);
});

test("a reduced frame knows the width of its buckets, a raw one has none", () => {
  expect(trendOfFrame(frame, 10).bucketMs).toBe(0);
  expect(trendOfFrame({ ...frame, reduction: "minmax" }, 10).bucketMs).toBe(20);
});

test("thinning keeps every peak and every break, and the newest minute whole", () => {
  const points = Array.from({ length: 300 }, (_, i) => ({
    time: i * 1000,
    value: i === 57 ? 99 : i === 123 ? null : i % 7,
    good: i !== 123,
  }));
  const thin = thinTrend({ points, heldUntil: 299_000, bucketMs: 0 }, 100, 20_000);
  expect(thin.points.length).toBeLessThan(100);
  expect(thin.points).toContainEqual({ time: 57_000, value: 99, good: true });
  expect(thin.points).toContainEqual({ time: 123_000, value: null, good: false });
  expect(thin.points.slice(-61)).toEqual(points.slice(-61));
  expect(thin.points.map(({ time }) => time)).toEqual(
    thin.points.map(({ time }) => time).toSorted((a, b) => a - b),
  );
  expect(thin.bucketMs).toBe(20_000);
  expect(thinTrend(thin, 100, 20_000)).toBe(thin);
});
