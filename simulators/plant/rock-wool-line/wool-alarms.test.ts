// The alarms of the line on values of their own: limits, deadbands, delays, events; and on the running line.
import { expect, test } from "vitest";
import { EventBook } from "../plant-events.ts";
import { WoolAlarms, type WoolWatched } from "./wool-alarms.ts";
import { recordWoolRun } from "./wool-run.ts";

const usual: WoolWatched = {
  waterRiseK: 9,
  waterM3H: 62,
  coPercent: 11,
  shellC: 180,
  streamTH: 4.8,
  vibrationMmS: 3,
  wheelWaterM3H: 12,
  binderLH: 1_200,
  suctionPa: 420,
  ovenC: 235,
  chainA: 60,
  gasPercent: 1,
  flueShare: 0.6,
};

const wrong: readonly (readonly [
  furnace: "cupola" | "furnace",
  alarm: string,
  value: keyof WoolWatched,
  beyond: number,
  within: number,
  back: number,
])[] = [
  ["cupola", "cupola alarm.water.rise", "waterRiseK", 15.1, 14.5, 13.9],
  ["cupola", "cupola alarm.water.flow", "waterM3H", 39, 43, 45],
  ["cupola", "cupola alarm.stream", "streamTH", 0.2, 0.9, 1.1],
  ["cupola", "cupola alarm.co", "coPercent", 15.2, 14.5, 14],
  ["furnace", "furnace alarm.water.rise", "waterRiseK", 15.1, 14.5, 13.9],
  ["furnace", "furnace alarm.shell", "shellC", 261, 256, 254],
  ["cupola", "spinner alarm.vibration", "vibrationMmS", 7.2, 6.7, 6.4],
  ["cupola", "spinner alarm.water.wheels", "wheelWaterM3H", 3.5, 4.5, 5.5],
  ["cupola", "spinner alarm.binder", "binderLH", 150, 240, 300],
  ["cupola", "collector alarm.suction", "suctionPa", 180, 220, 240],
  ["cupola", "curing-oven alarm.temperature", "ovenC", 281, 275, 270],
  ["cupola", "curing-oven alarm.chain", "chainA", 90, 80, 78],
  ["cupola", "curing-oven alarm.gas", "gasPercent", 21, 16, 14],
  ["cupola", "flue-gas alarm.limit", "flueShare", 1.1, 0.97, 0.9],
];

test.each(wrong)(
  "%s: %s comes, stays within its deadband, goes; each change is an event",
  (furnace, name, value, beyond, within, back) => {
    const events = new EventBook(() => 0);
    const alarms = new WoolAlarms(events, furnace);
    const [equipment = "", alarm = ""] = name.split(" ");
    const shows = (): unknown => alarms.points(equipment)[alarm]?.();
    const pass = (seconds: number, own: Partial<WoolWatched>): void => {
      for (let n = 0; n < seconds; n += 1) alarms.step(1_000, { ...usual, ...own });
    };
    pass(100, {});
    expect(shows()).toBe(false);
    pass(100, { [value]: beyond });
    expect(shows()).toBe(true);
    pass(100, { [value]: within });
    expect(shows()).toBe(true);
    pass(1, { [value]: back });
    expect(shows()).toBe(false);
    const changes = events
      .take()
      .flatMap((event) =>
        event.kind === "alarm" ? [[event.equipment, event.alarm, event.active]] : [],
      );
    expect(changes).toEqual([
      [equipment, alarm, true],
      [equipment, alarm, false],
    ]);
  },
);

test("every alarm of the reference has a limit of its own", () => {
  expect(new Set(wrong.map(([, alarm]) => alarm)).size).toBe(wrong.length);
});

test("on the running line alarms come and go, and not by the minute", () => {
  const run = recordWoolRun({ seed: 5, furnace: "cupola", hours: 24, everyS: 60, points: [] });
  const changes = run.events.flatMap((event) => (event.kind === "alarm" ? [event] : []));
  const came = changes.filter(({ active }) => active);
  expect(new Set(came.map(({ alarm }) => alarm)).size).toBeGreaterThan(4);
  // EEMUA 191: an operator can bear about six an hour.
  expect(came.length / 24).toBeLessThan(6);
  expect(changes.length - came.length).toBeGreaterThanOrEqual(came.length - 2);
}, 60_000);
