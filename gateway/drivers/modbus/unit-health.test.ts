import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import { ManualClock } from "#contracts/time.ts";
import { UnitHealth } from "./unit-health.ts";

test("one lost answer costs no pause, then 2 s, 4 s up to 30 s", () => {
  const clock = new ManualClock(1_000);
  const unit = new UnitHealth(clock);
  expect(unit.mayAsk()).toBe(true);
  unit.failed(status.badTimeout);
  expect(unit.mayAsk()).toBe(true);
  for (const pause of [2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    unit.failed(status.badTimeout);
    clock.advance(pause - 1);
    expect(unit.mayAsk()).toBe(false);
    clock.advance(1);
    expect(unit.mayAsk()).toBe(true);
  }
  unit.answered();
  unit.failed(status.badNotConnected);
  expect(unit.mayAsk()).toBe(true);
  expect(unit.lastFailure).toEqual({ status: status.badNotConnected, askedAt: clock.now() });
});
