import { expect, test } from "vitest";
import type { StreamEvent } from "#contracts/api.ts";
import { type DisplayKind, displayKinds, displayReportSchema } from "#contracts/display.ts";
import { bucketUpperBound } from "#contracts/duration-buckets.ts";
import type { LastValue } from "#contracts/live.ts";
import { DisplayTimes } from "./display-times.ts";

const kinds: Readonly<Record<string, DisplayKind>> = {
  state: "state",
  temperature: "process",
  power: "energy",
};

function value(signal: string, sourceTime: number, more: Partial<LastValue> = {}): LastValue {
  return {
    equipment: "press",
    signal,
    value: 1,
    sourceTime,
    readTime: sourceTime,
    status: 0,
    flag: "N",
    stale: false,
    ...more,
  };
}

function values(...all: LastValue[]): StreamEvent {
  return { kind: "values", site: "s", hostTime: 1, values: all };
}

function open(...snapshot: LastValue[]): DisplayTimes {
  const times = new DisplayTimes({ kindOf: (_, signal) => kinds[signal] });
  times.opened();
  times.hearSnapshot({ values: snapshot });
  return times;
}

function show(times: DisplayTimes, now: number, ...all: LastValue[]): void {
  times.hearEvent(values(...all), true);
  times.drawn();
  times.painted(now, true);
}

test("a new value counts by kind, from its source time to its frame, in the fixed buckets", () => {
  const times = open(value("state", 0));
  show(times, 1400, value("state", 1000), value("temperature", 1100), value("power", 1390));
  show(times, 2400, value("state", 2000));
  const report = times.take();
  expect(report).toEqual([
    { kind: "state", buckets: [[bucketUpperBound(400), 2]] },
    { kind: "process", buckets: [[bucketUpperBound(300), 1]] },
    { kind: "energy", buckets: [[bucketUpperBound(10), 1]] },
  ]);
  expect(displayReportSchema.parse(report)).toEqual(report);
  expect(report.map(({ kind }) => kind)).toEqual([...displayKinds]);
  expect(times.take()).toEqual([]);
});

test("a value that stood before, or is read again unchanged, is not new", () => {
  const times = open(value("state", 1000));
  show(times, 9000, value("state", 1000), value("state", 900));
  expect(times.take()).toEqual([]);
});

test("stale, born, empty and unknown values are never reported", () => {
  const times = open();
  show(
    times,
    2000,
    value("state", 1000, { stale: true }),
    value("temperature", 1000, { value: null }),
    value("nowhere", 1000),
  );
  expect(times.take()).toEqual([]);
});

test("nothing counts that came or was painted unseen, nor later as if it were new", () => {
  const times = open(value("state", 0));
  times.hearEvent(values(value("state", 1000)), false);
  times.drawn();
  times.painted(1100, true);
  times.hearEvent(values(value("state", 2000)), true);
  times.drawn();
  times.painted(2100, false);
  show(times, 60_000, value("state", 2000));
  expect(times.take()).toEqual([]);
});

test("before the snapshot of a stream nothing is new, and what a loss held back is not counted", () => {
  const times = open(value("state", 0));
  times.opened();
  show(times, 1100, value("state", 1000));
  times.hearSnapshot({ values: [value("state", 1000), value("power", 500)] });
  show(times, 3100, value("power", 500), value("state", 3000));
  expect(times.take()).toEqual([{ kind: "state", buckets: [[bucketUpperBound(100), 1]] }]);
});

test("clocks that disagree count as no time, and nothing exceeds what a report may hold", () => {
  const times = open(value("state", -1), value("power", -1));
  show(times, 1000, value("state", 5000));
  show(times, 1e12, value("power", 0));
  const report = times.take();
  expect(report).toEqual([
    { kind: "state", buckets: [[0, 1]] },
    { kind: "energy", buckets: [[167_772_159, 1]] },
  ]);
  expect(displayReportSchema.safeParse(report).success).toBe(true);
  expect(bucketUpperBound(167_772_159)).toBe(167_772_159);
});

test("a report that did not arrive is added to the next", () => {
  const times = open(value("state", 0));
  show(times, 1010, value("state", 1000));
  const lost = times.take();
  show(times, 2010, value("state", 2000));
  times.giveBack(lost);
  expect(times.take()).toEqual([{ kind: "state", buckets: [[10, 2]] }]);
});
