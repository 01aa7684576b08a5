import { expect, test } from "vitest";
import { readAt } from "./trend-cursor.ts";

const good = (time: number, value: number) => ({ time, value, good: true });
const bad = (time: number) => ({ time, value: null, good: false });
const line = (points: { time: number; value: number | null; good: boolean }[], heldUntil = 0) => ({
  points,
  heldUntil,
  scanIntervalMs: 1000,
  bucketMs: 0,
});

test("the cursor reads the sample that holds there, never one in between", () => {
  const wobbling = line([good(0, 1), good(1000, 5), good(2000, 3)]);
  expect(readAt(wobbling, 999)).toEqual({ kind: "value", value: 1 });
  expect(readAt(wobbling, 1000)).toEqual({ kind: "value", value: 5 });
});

test("before the first sample and after the last nothing is claimed", () => {
  expect(readAt(line([good(5000, 1)]), 4999)).toEqual({ kind: "none" });
  expect(readAt(line([good(5000, 1)]), 9000)).toEqual({ kind: "none" });
  expect(readAt(line([good(5000, 1)], 9000), 9000)).toEqual({ kind: "value", value: 1 });
  expect(readAt(line([]), 0)).toEqual({ kind: "none" });
});

test("bad is bad until the next good sample, silence is told as such", () => {
  const broken = line([good(0, 1), bad(1000), good(9000, 2), good(60_000, 2)]);
  expect(readAt(broken, 5000)).toEqual({ kind: "bad" });
  expect(readAt(broken, 30_000)).toEqual({ kind: "silent", value: 2 });
});
