import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ManualClock } from "#contracts/time.ts";
import { durationWords, StateReport } from "./state-report.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function rig() {
  const clock = new ManualClock(0);
  const lines: string[] = [];
  const report = new StateReport(clock, (line) => lines.push(line));
  const pass = (ms: number) => {
    clock.advance(ms);
    vi.advanceTimersByTime(ms);
  };
  return { lines, report, pass };
}

test("a change is said once, with its reason and how long the state before lasted", () => {
  const { lines, report } = rig();
  report.changed("press", { from: "unknown", to: "up", lastedMs: 20, reason: "" });
  expect(lines).toEqual(["设备 press 在线 · equipment press is up"]);
});

test("coming back says how long it was away", () => {
  const { lines, report } = rig();
  report.changed("press", { from: "down", to: "up", lastedMs: 200_000, reason: "" });
  expect(lines).toEqual([
    "设备 press 在线 · equipment press is up (此前离线 3 min 20 s · was down for 3 min 20 s)",
  ]);
});

test("a flickering device is said every 10 s at most, and what became of it is never left unsaid", () => {
  const { lines, report, pass } = rig();
  const down = { from: "up", to: "down", lastedMs: 1_000, reason: "cable" } as const;
  const up = { from: "down", to: "up", lastedMs: 1_000, reason: "" } as const;
  report.changed("press", down);
  for (let i = 0; i < 4; i += 1) {
    pass(1_000);
    report.changed("press", up);
    report.changed("press", down);
  }
  report.changed("press", up);
  expect(lines).toHaveLength(1);
  pass(10_000);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/press is up .*\(\+8\)$/);
  pass(60_000);
  expect(lines).toHaveLength(2);
});

test("equipment that is gone is said no more", () => {
  const { lines, report, pass } = rig();
  report.changed("press", { from: "up", to: "down", lastedMs: 0, reason: "x" });
  report.changed("press", { from: "down", to: "up", lastedMs: 0, reason: "" });
  report.forget("press");
  pass(60_000);
  expect(lines).toHaveLength(1);
});

test.each([
  [400, "0 s"],
  [59_400, "59 s"],
  [60_000, "1 min"],
  [200_000, "3 min 20 s"],
  [12_000_000, "3 h 20 min"],
  [176_400_000, "2 d 1 h"],
])("%d ms are %s", (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});
