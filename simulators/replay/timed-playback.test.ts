import { expect, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { createTimeline, TimedPlayback } from "./timed-playback.ts";

const rows = (...seconds: number[]) =>
  seconds.map((second) => ({ stampMs: second * 1000, values: [second] }));

test("the interval is the median step and gaps stay in the timeline", () => {
  expect(createTimeline(rows(10, 11, 12, 14, 15))).toEqual({
    offsetsMs: [0, 1_000, 2_000, 4_000, 5_000],
    intervalMs: 1_000,
  });
});

test("a backward or standing stamp comes one interval after the row before it", () => {
  // A recorder's clock put back, as in a file that repeats an hour.
  expect(createTimeline(rows(300, 600, 900, 0, 300, 300)).offsetsMs).toEqual([
    0, 300_000, 600_000, 900_000, 1_200_000, 1_500_000,
  ]);
});

test("a single row is valid for a second", () => {
  expect(createTimeline(rows(7))).toEqual({ offsetsMs: [0], intervalMs: 1_000 });
});

test("rows stand by the file's stamps, no row stands in its gaps, none after the end", () => {
  const clock = new ManualClock(0);
  const playback = new TimedPlayback(rows(10, 11, 13, 14), 100, 1, clock);
  const seen: (number | undefined)[] = [];
  for (let tenths = 0; tenths <= 60; tenths += 5) {
    seen.push(playback.progress().row);
    clock.advance(500);
  }
  const gap = undefined;
  expect(seen).toEqual([100, 100, 101, 101, gap, gap, 102, 102, 103, 103, gap, gap, gap]);
});

test("done only when the last row's time is over", () => {
  const clock = new ManualClock(0);
  const playback = new TimedPlayback(rows(0, 1, 3), 0, 1, clock);
  clock.advance(2_500);
  expect(playback.progress()).toEqual({ row: undefined, first: 0, end: 3, done: false });
  clock.advance(1_499);
  expect(playback.progress()).toMatchObject({ row: 2, done: false });
  clock.advance(1);
  expect(playback.progress()).toEqual({ row: undefined, first: 0, end: 3, done: true });
});

test("speed shortens rows and gaps alike, and reading changes nothing", () => {
  const clock = new ManualClock(0);
  const playback = new TimedPlayback(rows(0, 1, 3), 0, 10, clock);
  const at = (ms: number): number | undefined => {
    clock.advance(ms - clock.monotonic());
    playback.noteRead();
    return playback.progress().row;
  };
  expect([at(0), at(99), at(100), at(199), at(200), at(299), at(300), at(399), at(400)]).toEqual([
    0,
    0,
    1,
    1,
    undefined,
    undefined,
    2,
    2,
    undefined,
  ]);
});

test("a jump of the wall clock does not move the rows", () => {
  const clock = new ManualClock(1_000_000);
  const playback = new TimedPlayback(rows(0, 1), 0, 1, clock);
  clock.jump(-600_000);
  expect(playback.progress().row).toBe(0);
});
