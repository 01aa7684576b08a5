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
  [1_000, "synchronised"],
  [1_001, "unsynchronised"],
  [-1_000, "synchronised"],
  [-1_001, "unsynchronised"],
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

test("the source that is further off decides, and is named in the record", () => {
  const tracker = new ClockTracker(new ManualClock(start), "unknown");
  expect(tracker.ntpOffset(20)).toMatchObject([
    { state: "synchronised", offsetMs: 20, reference: "ntp" },
  ]);
  expect(tracker.hostTime(start + 4_000)).toMatchObject([
    { state: "unsynchronised", offsetMs: -4_000, reference: "host" },
  ]);
  expect(tracker.sources()).toEqual([
    { reference: "host", offsetMs: -4_000 },
    { reference: "ntp", offsetMs: 20 },
  ]);
  expect([tracker.state, tracker.offsetMs]).toEqual(["unsynchronised", -4_000]);
});

test("a source that is silent for an hour counts no more", () => {
  const clock = new ManualClock(start);
  const tracker = new ClockTracker(clock, "unknown", 500);
  expect(tracker.ntpOffset(600)).toMatchObject([{ state: "unsynchronised" }]);
  clock.advance(3_600_001);
  expect(tracker.hostTime(clock.now())).toMatchObject([
    { state: "synchronised", reference: "host" },
  ]);
  expect(tracker.sources()).toEqual([{ reference: "host", offsetMs: 0 }]);
});

test.each([
  ["1970-01-01", 0],
  ["2000-01-01", 946_684_800_000],
])(
  "a dead BIOS clock begins in %s: unknown, then unsynchronised by decades, then one step",
  (_, bios) => {
    const clock = new ManualClock(bios);
    const tracker = new ClockTracker(clock, "synchronised");
    expect(tracker.start()).toMatchObject({ state: "unknown", gatewayTime: bios });
    expect(tracker.ntpOffset(bios - start)).toMatchObject([
      { state: "unsynchronised", offsetMs: bios - start, gatewayTime: bios, reference: "ntp" },
    ]);
    clock.jump(start - bios);
    expect(tracker.ntpOffset(3)).toMatchObject([
      { state: "stepped", offsetMs: start - bios, gatewayTime: start },
      { state: "synchronised", offsetMs: 3, reference: "ntp" },
    ]);
  },
);

test("a clock that nobody has compared for an hour is not called synchronised any more", () => {
  const clock = new ManualClock(start);
  const tracker = new ClockTracker(clock, "unknown");
  tracker.hostTime(start);
  clock.advance(3_600_000);
  expect(tracker.observe()).toBeUndefined();
  clock.advance(1);
  expect(tracker.observe()).toMatchObject({ state: "unknown", reference: "silence" });
  expect(tracker.observe()).toBeUndefined();
  expect(tracker.hostTime(clock.now())).toMatchObject([{ state: "synchronised" }]);
});

test("a clock that was found wrong stays wrong until a source finds it right", () => {
  const clock = new ManualClock(start);
  const tracker = new ClockTracker(clock, "unknown");
  tracker.ntpOffset(5_000);
  clock.advance(13 * 3_600_000);
  expect(tracker.observe()).toBeUndefined();
  expect(tracker.state).toBe("unsynchronised");
});
