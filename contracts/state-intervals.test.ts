import { expect, test } from "vitest";
import { StateIntervals } from "./state-intervals.ts";

const second = 1000;
const end = 3_600_000;

test("states follow each other without a hole while scans come", () => {
  const states = new StateIntervals(second);
  for (const [at, value] of [
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 0],
  ] as const) {
    states.add(at * second, value);
  }
  expect(states.intervals(end)).toEqual([
    { from: 0, to: 2000, value: 0 },
    { from: 2000, to: 4000, value: 1 },
    { from: 4000, to: 5000, value: 0 },
  ]);
});

test("a scan vouches for two intervals at most: beyond them nobody knows", () => {
  const states = new StateIntervals(second);
  states.add(0, 1);
  states.add(2000, 1);
  states.add(4001, 1);
  expect(states.intervals(end)).toEqual([
    { from: 0, to: 4000, value: 1 },
    { from: 4001, to: 5001, value: 1 },
  ]);
});

test("a scan that was not good ends the state at the last good one", () => {
  const states = new StateIntervals(second);
  states.interrupt();
  states.add(0, 1);
  states.add(1000, 1);
  states.interrupt();
  expect(states.intervals(end)).toEqual([{ from: 0, to: 1000, value: 1 }]);
  states.add(2500, 1);
  expect(states.intervals(end)).toEqual([
    { from: 0, to: 1000, value: 1 },
    { from: 2500, to: 3500, value: 1 },
  ]);
});

test("the last scan vouches to the end of the hour at most; a time that goes back adds nothing", () => {
  const states = new StateIntervals(second);
  states.add(end - 1500, 1);
  states.add(end - 2000, 1);
  states.add(end - 400, 0);
  expect(states.intervals(end)).toEqual([
    { from: end - 1500, to: end - 400, value: 1 },
    { from: end - 400, to: end, value: 0 },
  ]);
});

test("600 intervals at most", () => {
  const states = new StateIntervals(second);
  for (let i = 0; i < 2000; i++) states.add(i * second, i % 2);
  const intervals = states.intervals(end);
  expect(intervals).toHaveLength(600);
  expect(intervals.at(-1)).toEqual({ from: 599_000, to: 600_000, value: 1 });
});
