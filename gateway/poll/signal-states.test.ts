import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import { ManualClock } from "#contracts/time.ts";
import type { Reading } from "../driver.ts";
import { SignalStates } from "./signal-states.ts";

const begin = Date.UTC(2026, 0, 5);
const good: Reading = { kind: "int", value: 7, status: status.good, sourceTime: 5, asked: true };
const refused: Reading = {
  kind: "null",
  value: null,
  status: status.badConfiguration | 2,
  sourceTime: 6,
  asked: false,
};

test("before the first scan nothing is known of any signal", () => {
  const states = new SignalStates("fast", ["a"]);
  expect(states.describe(new ManualClock(begin))).toEqual([
    {
      id: "a",
      scanGroup: "fast",
      value: null,
      status: null,
      quality: null,
      sourceTime: null,
      lastGoodAt: null,
      quarantined: false,
    },
  ]);
});

test("each signal keeps its own age, value and quarantine; a wrong NTP step changes no age", () => {
  const clock = new ManualClock(begin);
  const states = new SignalStates("fast", ["a", "b"]);
  states.read([good, good], clock.monotonic());
  clock.advance(2_000);
  states.read([good, refused], clock.monotonic());
  clock.advance(3_000);
  clock.jump(-3_600_000);
  const [a, b] = states.describe(clock);
  expect(a).toMatchObject({ value: 7, quality: "good", sourceTime: 5, quarantined: false });
  expect(clock.now() - a!.lastGoodAt!).toBe(3_000);
  expect(b).toMatchObject({ value: null, quality: "bad", sourceTime: 6, quarantined: true });
  expect(clock.now() - b!.lastGoodAt!).toBe(5_000);
  expect(states).toMatchObject({ bad: 1, refused: 1, silent: 0, lastGoodAt: 2_000 });
});

test("an address that is asked again and refused again stays quarantined; silence ends it", () => {
  const states = new SignalStates("fast", ["a"]);
  const clock = new ManualClock(begin);
  // A code that is no refusal by itself, but the driver set it aside.
  const odd = { ...refused, status: status.badDeviceFailure };
  states.read([{ ...odd, asked: true }], 0);
  expect(states.describe(clock)[0]?.quarantined).toBe(false);
  states.read([odd], 1);
  states.read([{ ...odd, asked: true }], 2);
  expect(states.describe(clock)[0]?.quarantined).toBe(true);
  states.read([{ ...odd, status: status.badTimeout }], 3);
  expect(states.describe(clock)[0]?.quarantined).toBe(false);
});

test("a lost link leaves no value, and the age of the last good one", () => {
  const clock = new ManualClock(begin);
  const states = new SignalStates("fast", ["a"]);
  states.read([good], clock.monotonic());
  clock.advance(1_000);
  states.lost(status.badCommunication, clock.now());
  expect(states.describe(clock)[0]).toMatchObject({
    value: null,
    quality: "bad",
    sourceTime: begin + 1_000,
    lastGoodAt: begin,
  });
});
