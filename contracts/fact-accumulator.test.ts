import fc from "fast-check";
import { expect, test } from "vitest";
import { FactAccumulator, type FactOptions, type FactScan } from "./fact-accumulator.ts";
import { status } from "./quality.ts";

const hour = 1_763_798_400_000;
const options: FactOptions = {
  site: "s",
  equipment: "m",
  signal: "t",
  hour,
  signalClass: "PV",
  scheduledMs: 3_600_000,
  intervalMs: 1000,
};

/** A good scan `at` ms into the hour, sequence = place in the feed. */
function scans(list: Partial<FactScan & { at: number }>[]): FactScan[] {
  return list.map(({ at = 0, ...change }, i) => ({
    sequence: i,
    ordinal: 0,
    gatewayTime: hour + at,
    sourceTime: hour + at,
    ingestTime: hour + at,
    kind: "double",
    value: 1,
    status: 0,
    flag: "N",
    unchanged: false,
    ...change,
  }));
}

function factOf(list: Partial<FactScan & { at: number }>[], change: Partial<FactOptions> = {}) {
  const accumulator = new FactAccumulator({ ...options, ...change });
  for (const scan of scans(list)) accumulator.add(scan);
  return accumulator.finish(3);
}

test("an hour in which nothing arrived", () => {
  expect(factOf([], { scheduledMs: 1_800_000, intervalMs: 7000 })).toEqual({
    site: "s",
    equipment: "m",
    signal: "t",
    hour,
    revision: 3,
    scheduledMs: 1_800_000,
    expected: 257,
    received: 0,
    good: 0,
    byFlag: { N: 0, F: 0, M: 0, S: 0, D: 0, C: 0, T: 0, B: 0 },
    distinct: 0,
    longestEqualRun: 0,
    largestGapMs: 3_600_000,
    min: null,
    max: null,
    mean: null,
    sd: null,
    first: null,
    last: null,
    lag1: null,
    late: 0,
    latency: null,
    age: null,
    validMinutes: "000000000000000",
    freshMinutes: "000000000000000",
    states: [],
    minuteMin: new Array(60).fill(null),
    minuteMax: new Array(60).fill(null),
  });
});

test("every member over a few scans", () => {
  const fact = factOf([
    { at: 1000, value: 10, sourceTime: hour + 980, ingestTime: hour + 1200 },
    { at: 2000, value: 10, unchanged: true, ingestTime: hour + 2100 },
    { at: 3000, value: null, kind: "null", status: status.badTimeout, flag: "B" },
    { at: 61_000, value: 13, sourceTime: hour + 60_990, ingestTime: hour + 61_000 + 600_001 },
    { at: 62_000, value: 11, flag: "M", sourceTime: hour - 5, ingestTime: hour + 62_000 },
  ]);
  expect(fact).toMatchObject({
    received: 5,
    good: 4,
    byFlag: { N: 3, F: 0, M: 1, S: 0, D: 0, C: 0, T: 0, B: 1 },
    distinct: 3,
    longestEqualRun: 2,
    largestGapMs: 3_600_000 - 62_000,
    min: 10,
    max: 13,
    mean: 11,
    sd: Math.sqrt(6 / 4),
    first: 10,
    last: 11,
    late: 1,
    latency: { p50: 103, p95: 600_001, p99: 600_001, max: 600_001 },
    // The scan read again unchanged has no source time of its own.
    age: { p50: 10, p95: 62_005, p99: 62_005, max: 62_005 },
    validMinutes: "c00000000000000",
    freshMinutes: "c00000000000000",
  });
  expect(fact.minuteMin.slice(0, 3)).toEqual([10, 11, null]);
  expect(fact.minuteMax.slice(0, 3)).toEqual([10, 13, null]);
});

test("a scan read again unchanged has no age: it is no news of the device", () => {
  const fact = factOf([{ unchanged: true, ingestTime: hour + 5 }]);
  expect([fact.age, fact.latency]).toEqual([null, { p50: 5, p95: 5, p99: 5, max: 5 }]);
});

test("the masks have minute 0 first", () => {
  expect(factOf([{ at: 0 }]).validMinutes).toBe("800000000000000");
  expect(factOf([{ at: 3_599_999 }]).validMinutes).toBe("000000000000001");
  const stale = factOf([{ at: 120_000, sourceTime: hour + 5 * 60_000 }]);
  expect([stale.validMinutes, stale.freshMinutes]).toEqual(["200000000000000", "040000000000000"]);
  expect(factOf([{ at: 0, sourceTime: hour - 1 }]).freshMinutes).toBe("000000000000000");
  expect(factOf([{ at: 0, sourceTime: hour + 3_600_000 }]).freshMinutes).toBe("000000000000000");
});

test("uncertain is not good, and a null is not, whatever its status", () => {
  const fact = factOf([
    { status: status.uncertainLastUsable },
    { value: null, kind: "null", status: 0 },
  ]);
  expect(fact).toMatchObject({ received: 2, good: 0, min: null, distinct: 0 });
  expect(fact.validMinutes).toBe("000000000000000");
});

test("gaps run from edge to edge of the hour, over scans that were not good", () => {
  const bad = { status: status.bad, flag: "B" as const };
  expect(factOf([{ at: 900_000 }, { at: 1_000_000 }]).largestGapMs).toBe(2_600_000);
  expect(factOf([{ at: 2_000_000 }, { at: 3_000_000 }]).largestGapMs).toBe(2_000_000);
  expect(
    factOf([{ at: 0 }, { at: 1_000_000, ...bad }, { at: 2_000_000 }, { at: 3_599_999 }])
      .largestGapMs,
  ).toBe(2_000_000);
});

test("runs and distinct values: −0 is 0, NaN is one value, bytes go by content", () => {
  const values = (list: (number | bigint | string | boolean | Uint8Array)[]) =>
    factOf(list.map((value, i) => ({ at: i, value })));
  expect(values([0, -0, 0])).toMatchObject({ distinct: 1, longestEqualRun: 3 });
  expect(values([Number.NaN, Number.NaN])).toMatchObject({ distinct: 1, longestEqualRun: 2 });
  expect(values([Uint8Array.of(1), Uint8Array.of(1), Uint8Array.of(2)])).toMatchObject({
    distinct: 2,
    longestEqualRun: 2,
  });
  expect(values(["1", 1, true, 2n ** 60n])).toMatchObject({ distinct: 4, longestEqualRun: 1 });
  expect(values([1, 2, 1, 1, 1, 2, 2])).toMatchObject({ distinct: 2, longestEqualRun: 3 });
});

test("a scan that was not good neither breaks a run nor counts in it", () => {
  const fact = factOf([{}, { status: status.bad, value: 9 }, {}, {}]);
  expect(fact).toMatchObject({ longestEqualRun: 3, distinct: 1 });
});

test("distinct values are counted to 4096", () => {
  const fact = factOf(Array.from({ length: 5000 }, (_, i) => ({ at: i, value: i })));
  expect(fact).toMatchObject({ distinct: 4096, received: 5000, max: 4999 });
});

test("NaN and infinities are good readings, but no numbers", () => {
  const fact = factOf([{ value: Number.NaN }, { value: Infinity }, { value: 2 }]);
  expect(fact).toMatchObject({ good: 3, min: 2, max: 2, mean: 2, distinct: 3 });
});

test("several samples of one scan count as one scan; the last flag stands", () => {
  const fact = factOf([
    { sequence: 7, ordinal: 0, at: 10, value: 1, flag: "N" },
    { sequence: 7, ordinal: 1, at: 10, value: 2, status: status.bad, flag: "B" },
    { sequence: 7, ordinal: 2, at: 10, value: 3, flag: "T" },
    { sequence: 8, at: 20, value: 4 },
  ]);
  expect(fact).toMatchObject({ received: 2, good: 2, distinct: 3, mean: 8 / 3, max: 4 });
  expect(fact.byFlag).toEqual({ N: 1, F: 0, M: 0, S: 0, D: 0, C: 0, T: 1, B: 0 });
});

test("states are kept for ST and BOOL only", () => {
  const list = [
    { at: 0, value: false, kind: "boolean" as const },
    { at: 1000, value: true, kind: "boolean" as const },
  ];
  expect(factOf(list).states).toEqual([]);
  for (const signalClass of ["BOOL", "ST"] as const) {
    expect(factOf(list, { signalClass }).states).toEqual([
      { from: hour, to: hour + 1000, value: 0 },
      { from: hour + 1000, to: hour + 2000, value: 1 },
    ]);
  }
});

test("a scan of another hour is a caller's mistake", () => {
  for (const at of [-1, 3_600_000, Number.NaN]) {
    const accumulator = new FactAccumulator(options);
    const [scan] = scans([{ at }]);
    expect(() => accumulator.add(scan!)).toThrow(RangeError);
    expect(accumulator.finish(0).received).toBe(0);
  }
});

test("finish is a snapshot: feeding on gives what feeding at once gives, to the byte", () => {
  const scan = fc.record({
    at: fc.nat({ max: 3_599_999 }),
    value: fc.oneof(fc.double(), fc.integer({ min: 0, max: 3 })),
    status: fc.constantFrom(0, 0, 0, status.bad),
  });
  fc.assert(
    fc.property(fc.array(scan, { maxLength: 60 }), fc.nat(), (list, cut) => {
      const change = { signalClass: "ST" as const };
      const ordered = list.toSorted((a, b) => a.at - b.at);
      const accumulator = new FactAccumulator({ ...options, ...change });
      scans(ordered).forEach((each, i) => {
        if (i === cut % (ordered.length + 1)) accumulator.finish(0);
        accumulator.add(each);
      });
      const fact = accumulator.finish(3);
      expect(JSON.stringify(fact)).toBe(JSON.stringify(factOf(ordered, change)));
      expect(fact.received).toBe(ordered.length);
      expect(Object.values(fact.byFlag).reduce((a, b) => a + b, 0)).toBe(fact.received);
    }),
    { seed: 20261122, numRuns: 200 },
  );
});
