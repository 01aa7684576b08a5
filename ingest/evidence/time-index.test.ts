import { expect, test } from "vitest";
import { TimeIndex } from "./time-index.ts";

test("a window's range is rounded outward to seconds, with the largest clock offset in it", () => {
  const index = new TimeIndex();
  for (let i = 0; i < 10; i++) index.add(i, 10_000 + i * 500, null);
  index.addOffset(-40, 11_000);
  index.addOffset(15, 11_900);
  index.addOffset(900, 60_000);
  expect(index.window(11_000, 12_000)).toEqual({
    range: { from: 2, to: 4 },
    clockOffsetMs: 40,
    clockDriftPerMille: null,
  });
  expect(index.window(11_400, 11_600)).toEqual({
    range: { from: 2, to: 4 },
    clockOffsetMs: 40,
    clockDriftPerMille: null,
  });
  expect(index.window(20_000, 30_000)).toEqual({
    range: null,
    clockOffsetMs: null,
    clockDriftPerMille: null,
  });
});

test("after days of seconds nothing is forgotten, old times are rounded outward to minutes", () => {
  const index = new TimeIndex();
  const seconds = 3 * 86_400;
  for (let i = 0; i < seconds; i++) index.add(i, i * 1_000, null);
  expect(index.window(0, seconds * 1_000).range).toEqual({ from: 0, to: seconds });
  expect(index.window(90_000, 91_000).range).toEqual({ from: 60, to: 120 });
  expect(index.window((seconds - 1) * 1_000, seconds * 1_000).range).toEqual({
    from: seconds - 1,
    to: seconds,
  });
});

test("the drift of the gateway's clock is that of the window, from what came at once", () => {
  const index = new TimeIndex();
  for (let second = 0; second < 600; second++) {
    const sent = 1_000_000 + second * 1_000;
    // The clock is right for five minutes, then it gains 2 ms in each second.
    const at = sent + Math.max(0, second - 300) * 2;
    index.add(2 * second, at, sent + 5);
    index.add(2 * second + 1, at, sent + 90);
    // A resend waited for an hour: it says nothing of clocks.
    index.add(10_000 + second, at, null);
  }
  expect(index.window(1_000_000, 1_299_000).clockDriftPerMille).toBe(0);
  expect(index.window(1_301_000, 1_601_000).clockDriftPerMille).toBeCloseTo(2, 1);
  expect(index.window(1_301_000, 1_340_000).clockDriftPerMille).toBeNull();
  expect(index.window(0, 1_000_000).clockDriftPerMille).toBeNull();
});

test("minutes of long ago keep their earliest arrival", () => {
  const index = new TimeIndex();
  for (let second = 0; second < 3_600; second++) {
    index.add(second, second * 1_001, second * 1_000 + 5);
  }
  // Beyond two days of seconds the old ones become minutes.
  for (let second = 90_000; second < 270_000; second++) index.add(second, second * 1_000, null);
  expect(index.window(60_000, 61_000).range).toEqual({ from: 60, to: 120 });
  expect(index.window(0, 3_600_000).clockDriftPerMille).toBeCloseTo(1, 1);
});
