import { expect, test } from "vitest";
import { Alarm } from "./alarm.ts";
import { EventBook } from "./plant-events.ts";

test("an alarm waits for its delay, stays within the deadband, and writes both changes", () => {
  let now = 0;
  const events = new EventBook(() => now);
  const alarm = new Alarm({
    events,
    equipment: "oven",
    alarm: "alarm.high",
    priority: "high",
    when: "above",
    limit: 280,
    deadband: 3,
    delayMs: 3_000,
  });
  const seen: boolean[] = [];
  for (const value of [281, 279, 281, 282, 283, 279, 278, 276.9, 281]) {
    now += 1_000;
    alarm.step(1_000, value);
    seen.push(alarm.active());
  }
  // The first excursion is too short; 279 and 278 lie within the deadband.
  expect(seen).toEqual([false, false, false, false, true, true, true, false, false]);
  const common = { kind: "alarm", equipment: "oven", alarm: "alarm.high", priority: "high" };
  expect(events.take()).toEqual([
    { at: 5_000, ...common, active: true },
    { at: 8_000, ...common, active: false },
  ]);
  expect(events.take()).toEqual([]);
});

test("a low alarm looks the other way", () => {
  const events = new EventBook(() => 0);
  const alarm = new Alarm({
    events,
    equipment: "cnc",
    alarm: "alarm.air",
    priority: "medium",
    when: "below",
    limit: 5,
  });
  alarm.step(100, 5.1);
  expect(alarm.active()).toBe(false);
  alarm.step(100, 4.9);
  expect(alarm.active()).toBe(true);
});

test("what comes piece by piece rings once: it goes when the value has been back for a while, or with the current", () => {
  const events = new EventBook(() => 0);
  const alarm = new Alarm({
    events,
    equipment: "press",
    alarm: "alarm.blow",
    priority: "high",
    when: "above",
    limit: 0,
    offDelayMs: 10_000,
  });
  const seen = [1, -1, -1, 1, ...Array.from({ length: 10 }, () => -1)].map((value) => {
    alarm.step(1_000, value);
    return alarm.active();
  });
  expect(seen).toEqual([...Array.from({ length: 13 }, () => true), false]);
  alarm.step(1_000, 1);
  alarm.clear();
  alarm.clear();
  expect(events.take().map((event) => event.kind === "alarm" && event.active)).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
