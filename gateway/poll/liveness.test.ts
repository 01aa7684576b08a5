import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import type { Reading } from "../driver.ts";
import { Liveness } from "./liveness.ts";
import { SignalStates } from "./signal-states.ts";

const good: Reading = { kind: "int", value: 1, status: status.good, sourceTime: 0, asked: true };
const bad = (code: number): Reading => ({ ...good, kind: "null", value: null, status: code });
const refused = bad(status.badConfiguration | 2);
const silent = bad(status.badTimeout);

/** A device whose scan groups have two signals each. */
function device() {
  const liveness = new Liveness(0);
  const groups = new Map<string, SignalStates>();
  const statesOf = (id: string) => {
    const states = groups.get(id) ?? new SignalStates(id, ["a", "b"]);
    groups.set(id, states);
    return states;
  };
  return {
    liveness,
    statesOf,
    scanned(group: string, readings: readonly [Reading, Reading], at: number) {
      statesOf(group).read(readings, at);
      liveness.scanned(statesOf(group), at);
      return liveness.state;
    },
    idle(group: string, readings: readonly [Reading, Reading], at: number) {
      statesOf(group).read(readings, at);
      liveness.idle(statesOf(group), at);
      return liveness.state;
    },
  };
}

test("good scans are up, refused addresses degrade, and the state remembers since when", () => {
  const { liveness, scanned } = device();
  expect(liveness.state).toBe("unknown");
  expect(scanned("fast", [good, good], 1_000)).toBe("up");
  expect(scanned("fast", [good, good], 2_000)).toBe("up");
  expect(liveness.since).toBe(1_000);
  expect(scanned("fast", [good, refused], 3_000)).toBe("degraded");
  expect(liveness.since).toBe(3_000);
});

test("one silent scan is an accident, two are down, an answer is up again", () => {
  const { scanned } = device();
  scanned("fast", [good, good], 0);
  expect(scanned("fast", [silent, silent], 1)).toBe("degraded");
  expect(scanned("fast", [silent, silent], 2)).toBe("down");
  expect(scanned("fast", [good, good], 3)).toBe("up");
});

test("an equipment that never answered is down at once", () => {
  expect(device().scanned("fast", [silent, silent], 0)).toBe("down");
  expect(device().idle("fast", [silent, silent], 0)).toBe("down");
});

test("one that answers and refuses all is quarantined, also while its addresses are set aside", () => {
  const { scanned, idle } = device();
  expect(scanned("fast", [refused, refused], 0)).toBe("quarantined");
  const aside = { ...refused, asked: false };
  expect(idle("fast", [aside, aside], 1)).toBe("quarantined");
  expect(scanned("fast", [good, aside], 2)).toBe("degraded");
  expect(scanned("fast", [good, good], 3)).toBe("up");
});

test("a device whose values are all bad, but not refused, is degraded", () => {
  const failure = bad(status.badDeviceFailure | 4);
  expect(device().scanned("fast", [failure, failure], 0)).toBe("degraded");
});

test("a group that stays silent beside one that answers only degrades", () => {
  const { scanned } = device();
  for (let at = 0; at < 10; at += 1) {
    expect(scanned("a", [good, good], at)).toBe(at === 0 ? "up" : "degraded");
    expect(scanned("b", [silent, silent], at + 0.5)).toBe("degraded");
  }
});

test("a slow group's old answer does not keep a silent equipment up", () => {
  const { scanned } = device();
  scanned("slow", [good, good], 0);
  scanned("fast", [good, good], 1);
  scanned("fast", [silent, silent], 2);
  expect(scanned("fast", [silent, silent], 3)).toBe("down");
});

test("a group that is not asked any more because the device is silent counts as silent", () => {
  const { scanned, idle } = device();
  scanned("fast", [good, good], 0);
  const aside = { ...silent, asked: false };
  idle("fast", [aside, aside], 1);
  expect(idle("fast", [aside, aside], 2)).toBe("down");
});

test("a lost link is down at once, with its reason, until something is read", () => {
  const { liveness, scanned } = device();
  scanned("fast", [good, good], 0);
  liveness.linkFailed("cable", 1);
  expect(liveness).toMatchObject({ state: "down", linkDown: "cable", since: 1 });
  expect(scanned("fast", [good, good], 2)).toBe("up");
  expect(liveness.linkDown).toBeUndefined();
});

test("a stalled group takes the device down, unless another one still answers", () => {
  const { liveness, statesOf, scanned } = device();
  scanned("a", [good, good], 0);
  scanned("b", [good, good], 1);
  statesOf("b").lost(status.badTimeout, 0);
  liveness.stalled(statesOf("b"), "no result", 1, 5);
  expect(liveness).toMatchObject({ state: "down", stalls: ["no result"] });
  expect(scanned("a", [good, good], 6)).toBe("degraded");
  expect(scanned("b", [good, good], 7)).toBe("up");
  expect(liveness.stalls).toEqual([]);
});

test.each([
  ["BadNoCommunication", 0x8031_0000],
  ["BadServerNotConnected", 0x800d_0000],
  ["BadNotConnected", status.badNotConnected],
])(
  "a machine that its server cannot reach (%s) is silent: it goes down and comes up anew",
  (_, code) => {
    const { scanned } = device();
    scanned("fast", [good, good], 0);
    scanned("fast", [bad(code), bad(code)], 1);
    expect(scanned("fast", [bad(code), bad(code)], 2)).toBe("down");
    expect(scanned("fast", [good, good], 3)).toBe("up");
  },
);
