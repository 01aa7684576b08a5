import { expect, test } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { ClockTracker } from "./clock-tracker.ts";

const start = 1_700_000_000_000;

test("unknown until the host speaks, then synchronised; only a change makes a record", () => {
  const clock = new ManualClock(start);
  const tracker = new ClockTracker(clock, "unknown");
  expect(tracker.start()).toBeUndefined();
  expect(tracker.state).toBe("unknown");
  expect(tracker.hostTime(start - 40)).toEqual([
    { kind: "clock", gatewayTime: start, state: "synchronised", offsetMs: 40, reference: "host" },
  ]);
  clock.advance(5000);
  expect(tracker.hostTime(start + 4990)).toEqual([]);
  expect(tracker.offsetMs).toBe(10);
});

test("a new process says unknown when the log says otherwise", () => {
  const tracker = new ClockTracker(new ManualClock(start), "synchronised");
  expect(tracker.start()).toMatchObject({ state: "unknown", offsetMs: 0, reference: "start" });
});

test.each([
  [2_000, "synchronised"],
  [2_001, "unsynchronised"],
  [-2_000, "synchronised"],
  [-2_001, "unsynchronised"],
] as const)("an offset of %d ms is %s", (offset, state) => {
  const tracker = new ClockTracker(new ManualClock(start), "unknown");
  expect(tracker.hostTime(start - offset)).toMatchObject([{ state, offsetMs: offset }]);
});

test("one late message does not change the state, a clock that stays wrong does", () => {
  const tracker = new ClockTracker(new ManualClock(start), "unknown");
  tracker.hostTime(start);
  expect(tracker.hostTime(start - 9_000)).toEqual([]);
  const changes = Array.from({ length: 5 }, () => tracker.hostTime(start - 3_000)).flat();
  expect(changes).toMatchObject([{ state: "unsynchronised", offsetMs: 3_000 }]);
});

test("a jump of the wall clock is a step of that size, every time it happens", () => {
  const clock = new ManualClock(start);
  const tracker = new ClockTracker(clock, "unknown");
  tracker.hostTime(start);
  clock.advance(10_000);
  clock.jump(1_000);
  expect(tracker.observe()).toBeUndefined();
  clock.jump(-3_600_000);
  expect(tracker.observe()).toEqual({
    kind: "clock",
    gatewayTime: clock.now(),
    state: "stepped",
    offsetMs: -3_600_000,
    reference: "monotonic",
  });
  expect(tracker.observe()).toBeUndefined();
  clock.jump(5_000);
  expect(tracker.observe()).toMatchObject({ state: "stepped", offsetMs: 5_000 });
  expect(tracker.hostTime(clock.now())).toMatchObject([{ state: "synchronised", offsetMs: 0 }]);
});
