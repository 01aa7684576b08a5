import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Fact } from "./fact.ts";
import { emptyFacts, FactFeed } from "./fact-feed.ts";
import { type LineModel, parseLineModel } from "./line-model.ts";
import { status } from "./quality.ts";
import type { Sample, ScanRecord } from "./record.ts";

const { model: example } = JSON.parse(
  readFileSync(new URL("./vectors/line-model.json", import.meta.url), "utf8"),
) as { model: LineModel };
const model = parseLineModel("example", example);
/** Monday 2026-11-16, 10:00 in Shanghai: in the day shift. */
const hour = Date.parse("2026-11-16T10:00:00+08:00");

function sample(signal: string, value: number | boolean, change: Partial<Sample> = {}): Sample {
  const kind = typeof value === "number" ? ("double" as const) : ("boolean" as const);
  return { signal, sourceTime: hour, kind, value, status: 0, flag: "N", ...change };
}

function record(at: number, samples: Sample[], change: Partial<ScanRecord> = {}): ScanRecord {
  return {
    kind: "scan",
    gatewayTime: hour + at,
    equipment: "press",
    scanGroup: "fast",
    samples,
    ...change,
  };
}

function fed(records: ScanRecord[]): FactFeed {
  const feed = new FactFeed({ model });
  records.forEach((each, sequence) => {
    feed.add({ sequence, ingestTime: each.gatewayTime + 50, record: each });
  });
  return feed;
}

const of = (facts: Fact[], signal: string, at = hour) =>
  facts.find((fact) => fact.signal === signal && fact.hour === at)!;
const temperature = "press.temp_zone.1";
const running = "press.running";

test("a signal that is absent was read again unchanged", () => {
  const feed = fed([
    record(0, [sample(temperature, 180), sample(running, true)]),
    record(1000, []),
    record(2000, [sample(temperature, 181, { sourceTime: hour + 1990 })]),
    record(3000, []),
  ]);
  const facts = feed.finish(hour, 2);
  expect(of(facts, temperature)).toMatchObject({
    received: 4,
    good: 4,
    mean: 180.5,
    longestEqualRun: 2,
    distinct: 2,
    first: 180,
    last: 181,
    revision: 2,
    expected: 3600,
    latency: { p50: 51 - 1, max: 50 },
  });
  expect(of(facts, running)).toMatchObject({
    received: 4,
    longestEqualRun: 4,
    states: [{ from: hour, to: hour + 4000, value: 1 }],
  });
  // The other scan group of the same press, and the meter, said nothing.
  expect(of(facts, "press.recipe")).toMatchObject({ received: 0, expected: 360 });
  expect(of(facts, "energy.active.import")).toMatchObject({ received: 0, expected: 720 });
});

test("what was read again unchanged was true when it was read: its minute is fresh", () => {
  const feed = fed([record(0, [sample(temperature, 180)]), record(120_000, [])]);
  expect(of(feed.finish(hour), temperature)).toMatchObject({
    validMinutes: "a00000000000000",
    freshMinutes: "a00000000000000",
    age: { max: 0 },
  });
});

test("a bad sample is carried as bad", () => {
  const bad = { status: status.badTimeout, flag: "B" as const, kind: "null" as const, value: null };
  const feed = fed([record(0, [sample(temperature, 0, bad)]), record(1000, [])]);
  expect(of(feed.finish(hour), temperature)).toMatchObject({ received: 2, good: 0 });
  expect(of(feed.finish(hour), temperature).byFlag.B).toBe(2);
});

test("nothing is carried into another hour, nor invented before the first sample", () => {
  const feed = fed([
    record(0, [sample(running, true)]),
    record(3_600_000, []),
    record(3_601_000, [sample(temperature, 5)]),
    record(3_602_000, []),
  ]);
  expect(of(feed.finish(), temperature)).toMatchObject({ received: 0 });
  const next = hour + 3_600_000;
  expect(of(feed.finish(), temperature, next)).toMatchObject({ received: 2 });
  expect(of(feed.finish(), running, next)).toMatchObject({ received: 0 });
});

test("nothing is carried across a hole: what the missing records changed is unknown", () => {
  const feed = fed([record(0, [sample(temperature, 1), sample(running, true)])]);
  feed.hole();
  const add = (sequence: number, each: ScanRecord) =>
    feed.add({ sequence, ingestTime: each.gatewayTime, record: each });
  add(5, record(5000, []));
  add(6, record(6000, [sample(temperature, 2)]));
  add(7, record(7000, []));
  expect(of(feed.finish(hour), temperature)).toMatchObject({ received: 3, mean: 5 / 3 });
  expect(of(feed.finish(hour), running)).toMatchObject({ received: 1 });
});

test("several samples of a signal in one scan: the last is carried", () => {
  const feed = fed([
    record(0, [sample(temperature, 1), sample(temperature, 2), sample(temperature, 3)]),
    record(1000, []),
  ]);
  expect(of(feed.finish(hour), temperature)).toMatchObject({ received: 2, last: 3, mean: 9 / 4 });
});

test("what the line model does not know is counted and changes nothing", () => {
  const feed = fed([
    record(0, [sample("press.unknown", 1)], {}),
    record(1000, [sample(temperature, 1)], { equipment: "other" }),
    record(2000, [sample(temperature, 1)], { scanGroup: "other" }),
    // A signal in a scan of a group that it is not of.
    record(3000, [sample(temperature, 1)], { scanGroup: "slow" }),
  ]);
  expect(feed.unknown).toBe(4);
  for (const fact of feed.finish(hour)) expect(fact.received).toBe(0);
});

test("facts come for every signal of the model, in its order, for each hour seen", () => {
  const feed = fed([record(7_200_000, []), record(0, [])]);
  expect(feed.hours()).toEqual([hour, hour + 7_200_000]);
  const signals = [temperature, running, "press.recipe", "energy.active.import"];
  expect(feed.finish().map((fact) => [fact.hour, fact.signal])).toEqual(
    [hour, hour + 7_200_000].flatMap((each) => signals.map((signal) => [each, signal])),
  );
});

test("an hour without a record has the facts of nothing, on schedule or not", () => {
  const feed = fed([]);
  expect(feed.finish()).toEqual([]);
  expect(feed.finish(hour, 4)).toEqual(emptyFacts(model, hour, 4));
  expect(emptyFacts(model, hour)).toHaveLength(4);
  expect(of(emptyFacts(model, hour), temperature)).toMatchObject({
    site: "wenan-demo",
    equipment: "press",
    expected: 3600,
    received: 0,
    revision: 0,
  });
  // Sunday is free.
  const sunday = Date.parse("2026-11-22T10:00:00+08:00");
  expect(of(emptyFacts(model, sunday), temperature, sunday)).toMatchObject({
    scheduledMs: 0,
    expected: 0,
  });
});

test("finish is a snapshot of the running hour", () => {
  const feed = fed([record(0, [sample(temperature, 1)])]);
  const before = of(feed.finish(hour), temperature);
  feed.add({ sequence: 1, ingestTime: hour + 1000, record: record(1000, []) });
  expect(before.received).toBe(1);
  expect(of(feed.finish(hour), temperature).received).toBe(2);
  feed.forget(hour);
  expect(feed.hours()).toEqual([]);
});
