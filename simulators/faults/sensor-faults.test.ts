// What each sensor fault makes of a value, and that the truth stays as it is.
import fc from "fast-check";
import { expect, test } from "vitest";
import { AnalogInput } from "../plant/analog-input.ts";
import { createRandom } from "../plant/random.ts";
import { FaultRun } from "./fault-test-run.ts";
import { onCounts, underrange } from "./measuring-range.ts";
import { faultSchema } from "./registry.ts";

const HOUR = 3_600_000;
const P = "press.temperature";

test("drift: so much in an hour, up to the limit, and gone at the end", () => {
  const run = new FaultRun(
    [`{ kind: sensor-drift, point: ${P}, perHour: -2, limit: 3, for: 2h }`],
    {
      [P]: 200,
    },
  );
  expect(run.to(HOUR / 2, 1000).number(P)).toBeCloseTo(199, 6);
  expect(run.to(HOUR, 1000).number(P)).toBeCloseTo(198, 6);
  expect(run.to(1.75 * HOUR, 1000).number(P)).toBe(197);
  run.truth.set(P, 150);
  expect([run.number(P), run.read(P)]).toEqual([147, 150]);
  expect(run.to(2 * HOUR, 1000).number(P)).toBe(150);
});

test("drift of a 4-20 mA input stays on the input's lattice", () => {
  const range = [0, 400] as const;
  const input = new AnalogInput({ random: createRandom(3), range, sigma: 0.1 });
  const run = new FaultRun([`{ kind: sensor-drift, point: ${P}, perHour: 3.7, range: [0, 400] }`], {
    [P]: 0,
  });
  const counts: number[] = [];
  for (let n = 1; n <= 600; n += 1) {
    input.sample(230);
    run.truth.set(P, input.value());
    counts.push((run.to(n * 1000, 1000).number(P) / 400) * 27_648);
  }
  expect(counts.filter((count) => Math.abs(count - Math.round(count)) > 1e-6)).toEqual([]);
  expect(new Set(counts.map(Math.round)).size).toBeGreaterThan(20);
});

test("stuck: keeps the value of its begin, of any type, while the truth goes on", () => {
  const points = { "a.number": 1, "a.flag": true, "a.text": "配方 7" };
  const run = new FaultRun(
    Object.keys(points).map(
      (point) => `{ kind: sensor-stuck, point: ${point}, after: 1s, for: 10s }`,
    ),
    points,
  );
  run.to(900);
  run.truth.set("a.number", 2).set("a.flag", false).set("a.text", "配方 8");
  run.to(1000);
  run.truth.set("a.number", 3).set("a.flag", true).set("a.text", "配方 9");
  const shown = (): unknown[] => Object.keys(points).map((point) => run.shown(point));
  expect(run.to(10_900) && shown()).toEqual([2, false, "配方 8"]);
  expect(run.to(11_000) && shown()).toEqual([3, true, "配方 9"]);
});

/** Error of each second of so many hours. */
function errors(entry: string, hours: number, seed: number): readonly number[] {
  const run = new FaultRun([entry], { [P]: 100 }, seed);
  const found: number[] = [];
  for (let at = 1000; at <= hours * HOUR; at += 1000) found.push(run.to(at, 1000).number(P) - 100);
  return found;
}

test("spikes: as many as the rate says, of half to full size, up and down, each as long as told", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const lasts = 5;
    const entry = `{ kind: sensor-spikes, point: ${P}, perHour: 30, size: 40, lasts: ${lasts}s }`;
    const found = errors(entry, 24, seed);
    const high = found.filter((error) => error !== 0);
    expect(high.filter((error) => Math.abs(error) < 20 || Math.abs(error) > 40)).toEqual([]);
    expect(Math.min(...high)).toBeLessThan(-20);
    expect(Math.max(...high)).toBeGreaterThan(20);
    // Gaps are exponential, mean 120 s, each followed by 5 s of spike: 691 in a day on average, and the
    // standard deviation of such a count is below that of a Poisson one, 26.
    const expected = (24 * 3600) / (120 + lasts);
    const count = high.filter((error, n) => error !== high[n - 1]).length;
    expect(Math.abs(count - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(high.length / count).toBeCloseTo(lasts, 0);
  }
});

test("noise: mean unchanged, spread as told, other noise at each reading, same at one instant", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const found = errors(`{ kind: sensor-noise, point: ${P}, sigma: 2 }`, 2, seed);
    const mean = found.reduce((sum, error) => sum + error, 0) / found.length;
    const spread = Math.sqrt(found.reduce((sum, error) => sum + error * error, 0) / found.length);
    // Four standard errors of 7200 samples.
    expect(Math.abs(mean)).toBeLessThan((4 * 2) / Math.sqrt(7200));
    expect(Math.abs(spread - 2)).toBeLessThan((4 * 2) / Math.sqrt(2 * 7200));
    expect(new Set(found).size).toBeGreaterThan(7190);
  }
  const run = new FaultRun([`{ kind: sensor-noise, point: ${P}, sigma: 2 }`], { [P]: 100 }).to(100);
  expect(run.number(P)).toBe(run.number(P));
});

test("wire break: the lowest count of the underrange, the instrument's fault value, or false", () => {
  const points = { "oven.temperature": 230, "oven.zone": 215, "press.closed": true };
  const run = new FaultRun(
    [
      "{ kind: wire-break, point: oven.temperature, range: [0, 400], for: 1m }",
      "{ kind: wire-break, point: oven.zone, value: -3276, for: 1m }",
      "{ kind: wire-break, point: press.closed, value: false, for: 1m }",
    ],
    points,
  ).to(30_000);
  const shown = (): unknown[] => Object.keys(points).map((point) => run.shown(point));
  // 0 - 4864/27648 · 400 °C
  expect(shown()).toEqual([(-4864 / 27_648) * 400, -3276, false]);
  run.to(60_100);
  expect(shown()).toEqual([230, 215, true]);
});

test("wire break needs either a range or a value", () => {
  const issues = (entry: object): unknown =>
    faultSchema
      .safeParse({ kind: "wire-break", point: P, ...entry })
      .error?.issues.map(({ path, message }) => [path.join("."), message]);
  const either =
    "range(4–20 mA)和 value(故障值)必须且只能写一个 · give either range (4-20 mA) or value (fault value)";
  expect(issues({})).toEqual([["value", either]]);
  expect(issues({ range: [0, 400], value: 3 })).toEqual([["value", either]]);
  expect(issues({ range: [400, 0] })).toEqual([
    ["range", "上限必须大于下限 · the upper end must be above the lower"],
  ]);
});

test("counts: on the lattice, within the input's limits, and no further off than half a count", () => {
  expect([onCounts(1e9, [4, 20]), onCounts(-1e9, [4, 20])]).toEqual([
    4 + (32_511 * 16) / 27_648,
    underrange([4, 20]),
  ]);
  for (const seed of [1, 2, 3, 4, 5]) {
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: -0.17, max: 1.17, noNaN: true }),
        (low, span, share) => {
          const value = low + share * span;
          const shown = onCounts(value, [low, low + span]);
          const counts = ((shown - low) / span) * 27_648;
          return (
            Math.abs(counts - Math.round(counts)) < 1e-6 &&
            Math.abs(shown - value) <= (0.5001 * span) / 27_648
          );
        },
      ),
      { seed },
    );
  }
});

const METER = "main-meter.energy.active.import";

test("rollover: the counter counts what is left, passes its end once, and goes on in its own steps", () => {
  const entry = `{ kind: meter-rollover, point: ${METER}, left: 2.5, limit: 99999999 }`;
  const run = new FaultRun([entry], { [METER]: 184_250.123 });
  run.to(100);
  const shown: number[] = [];
  for (let n = 0; n <= 60; n += 1) {
    run.truth.set(METER, Math.round((184_250.123 + n * 0.125) * 1000) / 1000);
    shown.push(run.number(METER));
  }
  expect(shown.slice(0, 3)).toEqual([99_999_996.5, 99_999_996.625, 99_999_996.75]);
  expect(shown.slice(18, 23)).toEqual([99_999_998.75, 99_999_998.875, 0, 0.125, 0.25]);
  expect(shown[60]).toBe(5);
  const steps = shown.slice(1).map((value, n) => value - (shown[n] ?? 0));
  expect(steps.filter((step) => step < 0)).toHaveLength(1);
});

test("rollover: a sum that is a hair below the end is the end", () => {
  // 0.401 + (99 999 999 - 0.4 - 0.001) is 99 999 998.99999999 in floating point.
  const run = new FaultRun([`{ kind: meter-rollover, point: ${METER}, left: 0.4 }`], {
    [METER]: 0.001,
  }).to(100);
  run.truth.set(METER, 0.401);
  expect(run.number(METER)).toBe(0);
});

test("rollover: for any counter the shown energy differs from the true one by a whole number of limits", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5e8 }),
        fc.constantFrom(100_000, 99_999_999, 2 ** 32),
        fc.integer({ min: 1, max: 99_000 }),
        fc.array(fc.integer({ min: 0, max: 50_000_000 }), { minLength: 1, maxLength: 30 }),
        (start, limit, left, steps) => {
          const entry = `{ kind: meter-rollover, point: ${METER}, left: ${left}, limit: ${limit} }`;
          const run = new FaultRun([entry], { [METER]: start / 1000 }).to(100);
          let counted = 0;
          for (const step of steps) {
            counted += step;
            run.truth.set(METER, (start + counted) / 1000);
            const value = run.number(METER);
            const expected = limit - left + counted / 1000;
            const turns = (expected - value) / limit;
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThan(limit);
            expect(Math.abs(turns - Math.round(turns)) * limit).toBeLessThan(1e-3);
          }
        },
      ),
      { seed, numRuns: 50 },
    );
  }
});

test("rollover: more left than the counter can hold is refused", () => {
  const result = faultSchema.safeParse({
    kind: "meter-rollover",
    point: METER,
    left: 1001,
    limit: 1000,
  });
  expect(result.error?.issues.map(({ path, message }) => [path.join("."), message])).toEqual([
    ["left", "不能大于 limit · must not be more than limit"],
  ]);
});
