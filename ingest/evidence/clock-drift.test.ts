// Drift out of arrivals: the time on the way, resends and bursts must not look like a clock.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Arrival, clockDriftPerMille } from "./clock-drift.ts";

const start = Date.UTC(2026, 4, 4, 8);

/** Deterministic noise in [0, 1). */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** One arrival a second by a clock that gains `perMille` ms in each second, after `wayMs` on the way. */
function arrivals(seconds: number, perMille: number, wayMs: (second: number) => number): Arrival[] {
  return Array.from({ length: seconds }, (_, second) => {
    const sent = start + second * 1000;
    const at = Math.round(sent + 700 + second * perMille);
    return { at, delayMs: Math.round(sent + wayMs(second)) - at };
  });
}

test.each([0, 0.3, -0.3, 2.5, -40])("a clock that gains %d ms per s is told so", (perMille) => {
  const random = noise(7);
  const way = () => 2 + 400 * random() ** 6;
  const found = clockDriftPerMille(arrivals(600, perMille, way));
  expect(Math.abs((found ?? Number.NaN) - perMille)).toBeLessThan(0.05 + Math.abs(perMille) / 20);
});

test("an exact clock on a quiet network has no drift, not minus zero", () => {
  expect(clockDriftPerMille(arrivals(120, 0, () => 3))).toBe(0);
});

test("less than a minute says nothing, a minute does", () => {
  expect(clockDriftPerMille([])).toBeNull();
  expect(clockDriftPerMille(arrivals(1, 1, () => 3))).toBeNull();
  expect(clockDriftPerMille(arrivals(60, 1, () => 3))).toBeNull();
  expect(clockDriftPerMille(arrivals(61, 1, () => 3))).toBeCloseTo(1, 1);
});

test("two ends without a middle say nothing", () => {
  const all = arrivals(600, 0.2, () => 3);
  expect(clockDriftPerMille(all.filter((_, i) => i < 50 || i > 550))).toBeNull();
});

test("a minute in which everything was slow does not turn the line", () => {
  const way = (second: number) => (second > 200 && second < 300 ? 900 : 3);
  expect(clockDriftPerMille(arrivals(600, 0, way))).toBe(0);
});

test("too much scatter for the span says nothing", () => {
  const random = noise(3);
  expect(clockDriftPerMille(arrivals(90, 0, () => 3 + 500 * random()))).toBeNull();
});

test("a clock that was stepped in the middle is no drift that can be told", () => {
  const stepped = arrivals(300, 0, () => 3).map(({ at, delayMs }, i) =>
    i < 150 ? { at, delayMs } : { at: at + 5000, delayMs: delayMs - 5000 },
  );
  expect(clockDriftPerMille(stepped)).toBeNull();
});

test("the order of arrivals is of no matter, and more time on the way only ever widens", () => {
  const random = noise(11);
  const all = arrivals(200, 0.4, () => 2 + 20 * random());
  const found = clockDriftPerMille(all);
  expect(found).not.toBeNull();
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(clockDriftPerMille(shuffled)).toBe(found);
    }),
    { seed: 5, numRuns: 20 },
  );
});
