// ISO 22400-2 by hand: A = producing ÷ elapsed, P = pieces ÷ ideal rate ÷ producing, Q = good ÷ all.
import { expect, test } from "vitest";
import { ShiftOee } from "./shift-oee.ts";

const HOUR_MS = 3_600_000;
/** 08:00 in China. */
const SHIFT = Date.UTC(2026, 4, 18);
const typical = { availability: 0.9, performance: 0.95, quality: 0.98 };

function running(start: number): ShiftOee {
  return new ShiftOee({ idealPerHour: 100, now: start, typical });
}

/** Half an hour of every hour is production at 80 an hour of production, one in ten pieces is bad. */
function work(oee: ShiftOee, from: number, hours: number): void {
  for (let minute = 1; minute <= hours * 60; minute += 1) {
    const producing = minute % 2 === 0;
    const pieces = minute % 60 === 0 ? 40 : 0;
    const good = pieces * 0.9;
    oee.step(60_000, from + minute * 60_000, { producing, pieces, good });
  }
}

test("a whole shift: A 0.5, P 0.8, Q 0.9, and the next shift begins without any sums", () => {
  const oee = running(SHIFT);
  expect(oee.value()).toBe(0);
  work(oee, SHIFT, 10);
  expect(oee.availability()).toBeCloseTo(0.5, 9);
  expect(oee.performance()).toBeCloseTo(0.8, 9);
  expect(oee.quality()).toBeCloseTo(0.9, 9);
  expect(oee.value()).toBeCloseTo(0.36, 9);
  const next = SHIFT + 12 * HOUR_MS;
  oee.step(60_000, next, { producing: true, pieces: 1, good: 1 });
  expect(oee.value()).toBe(0);
  oee.step(60_000, next + 60_000, { producing: true, pieces: 2, good: 1 });
  expect(oee.availability()).toBe(1);
  expect(oee.quality()).toBeCloseTo(2 / 3, 9);
});

test("a start in the middle of a shift goes on as a typical shift has gone", () => {
  const oee = running(SHIFT + 5 * HOUR_MS);
  expect(oee.availability()).toBeCloseTo(0.9, 9);
  expect(oee.performance()).toBeCloseTo(0.95, 2);
  expect(oee.quality()).toBeCloseTo(0.98, 2);
});

test("sums survive a restart within the shift: the time without power was no production", () => {
  const before = running(SHIFT);
  work(before, SHIFT, 4);
  const after = running(SHIFT + 8 * HOUR_MS);
  after.restore(before.retained());
  after.step(60_000, SHIFT + 8 * HOUR_MS, { producing: false, pieces: 0, good: 0 });
  expect(after.availability()).toBeCloseTo(0.25, 9);
  expect(after.performance()).toBeCloseTo(0.8, 9);
  expect(after.quality()).toBeCloseTo(0.9, 9);
});

test("sums of another shift are not taken back", () => {
  const before = running(SHIFT);
  work(before, SHIFT, 4);
  const after = running(SHIFT + 13 * HOUR_MS);
  after.restore(before.retained());
  expect(after.value()).toBe(0);
});
