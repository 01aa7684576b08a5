import { expect, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { FixedStepper } from "./fixed-stepper.ts";

function build() {
  const clock = new ManualClock(1_000_000);
  const at: number[] = [];
  const stepper = new FixedStepper({
    clock,
    stepMs: 100,
    maxCatchUpMs: 1_000,
    step: (time) => at.push(time),
  });
  return { clock, at, stepper };
}

test("late and early ticks give the same equal steps, each with its own time", () => {
  const { clock, at, stepper } = build();
  for (const ms of [50, 70, 5, 300, 75]) {
    clock.advance(ms);
    stepper.tick();
  }
  expect(at).toEqual([1_000_100, 1_000_200, 1_000_300, 1_000_400, 1_000_500]);
  expect(stepper.describeLoss()).toBeUndefined();
});

test("after a long sleep only the last part is caught up, and the rest is told", () => {
  const { clock, at, stepper } = build();
  clock.advance(60_000);
  stepper.tick();
  expect(at).toHaveLength(10);
  expect(at.at(-1)).toBe(1_060_000);
  expect(stepper.describeLoss()).toContain("59000 ms were not simulated");
});
