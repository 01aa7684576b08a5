import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import { ManualClock } from "#contracts/time.ts";
import { Patience } from "./patience.ts";
import { UnitHealth } from "./unit-health.ts";

test("a unit that was silent is given little time, measured by the link, and all of it now and then", () => {
  const patience = new Patience(1_000);
  expect(patience.limitOf(1)).toBe(1_000);
  patience.answered(1, 30);
  expect(patience.limitOf(2)).toBe(1_000);
  const given = Array.from({ length: 8 }, () => {
    patience.silent(2);
    return patience.limitOf(2);
  });
  expect(given).toEqual([150, 150, 150, 1_000, 150, 150, 150, 1_000]);
  patience.answered(2, 10);
  expect(patience.limitOf(2)).toBe(1_000);
});

test("a slow unit among fast ones is not hurried beyond its own pace", () => {
  const patience = new Patience(1_000);
  patience.answered(2, 100);
  for (let i = 0; i < 1_000; i += 1) patience.answered(1, 5);
  patience.silent(2);
  patience.silent(3);
  expect(patience.limitOf(2)).toBe(500);
  expect(patience.limitOf(3)).toBe(50);
});

test("where nobody ever answered, and where answers are slow, nobody is hurried", () => {
  const patience = new Patience(1_000);
  patience.silent(2);
  expect(patience.limitOf(2)).toBe(1_000);
  patience.answered(1, 900);
  expect(patience.limitOf(2)).toBe(1_000);
});

/** Share of an hour that a dead unit holds the link up, scanned every second. */
function shareOfDead(answerMs: number, requestTimeoutMs: number): number {
  const clock = new ManualClock(0);
  const health = new UnitHealth(clock);
  const patience = new Patience(requestTimeoutMs);
  let held = 0;
  for (let second = 0; second < 3_600; second += 1) {
    patience.answered(1, answerMs);
    if (health.mayAsk()) {
      const tookMs = patience.limitOf(2);
      held += tookMs;
      patience.silent(2);
      health.failed(status.badTimeout, tookMs);
    }
    clock.advance(1_000);
  }
  return held / 3_600_000;
}

// A PLC on Ethernet, a meter at 9600 baud with 60 registers, a DTU on 4G; default and long time limits.
test.each([
  [5, 1_000],
  [160, 1_000],
  [900, 1_000],
  [900, 3_000],
  [900, 5_000],
])(
  "a dead unit takes less than 5 %% of the line: answers of %d ms, limit %d ms",
  (answer, limit) => {
    expect(shareOfDead(answer, limit)).toBeLessThan(0.05);
  },
);
