import fc from "fast-check";
import { expect, test } from "vitest";
import { RunningMoments } from "./running-moments.ts";

function feed(values: readonly number[]) {
  const moments = new RunningMoments();
  for (const value of values) moments.add(value);
  return moments.result();
}

test("a series by hand", () => {
  // Mean 3, differences −2 −1 0 1 2: squares 10, neighbours 2 + 0 + 0 + 2 = 4.
  expect(feed([1, 2, 3, 4, 5])).toEqual({
    min: 1,
    max: 5,
    mean: 3,
    sd: Math.sqrt(2),
    first: 1,
    last: 5,
    lag1: 0.4,
  });
  expect(feed([1, -1, 1, -1]).lag1).toBe(-0.75);
});

test("what is not there is null", () => {
  expect(feed([])).toEqual({
    min: null,
    max: null,
    mean: null,
    sd: null,
    first: null,
    last: null,
    lag1: null,
  });
  expect(feed([7])).toMatchObject({ mean: 7, sd: 0, lag1: null });
  expect(feed([1, 2]).lag1).toBeNull();
  expect(feed([5, 5, 5])).toMatchObject({ sd: 0, lag1: null });
});

test("−0 is 0", () => {
  const { min, first, last } = feed([-0]);
  expect([min, first, last].map((value) => Object.is(value, 0))).toEqual([true, true, true]);
});

test("a result beyond the range of a double is null, not Infinity", () => {
  expect(feed([Number.MAX_VALUE, -Number.MAX_VALUE, Number.MAX_VALUE])).toMatchObject({
    min: -Number.MAX_VALUE,
    sd: null,
    lag1: null,
  });
});

test("far from 0 the small differences are kept", () => {
  const offset = 1e9;
  const far = feed([1, 2, 3, 4, 5].map((value) => offset + value));
  expect(far.sd).toBeCloseTo(Math.sqrt(2), 9);
  expect(far.lag1).toBeCloseTo(0.4, 6);
});

test("agrees with the definition in two passes", () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 3, maxLength: 200 }), (values) => {
      const n = values.length;
      const mean = values.reduce((sum, x) => sum + x, 0) / n;
      const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
      const result = feed(values);
      expect(Math.abs(result.mean! - mean)).toBeLessThanOrEqual(1e-6);
      expect(Math.abs(result.sd! - Math.sqrt(squares / n))).toBeLessThanOrEqual(1e-6);
      expect([result.min, result.max]).toEqual([Math.min(...values) + 0, Math.max(...values) + 0]);
      if (squares < 1) return;
      let products = 0;
      for (let i = 1; i < n; i++) products += (values[i]! - mean) * (values[i - 1]! - mean);
      expect(Math.abs(result.lag1! - products / squares)).toBeLessThanOrEqual(1e-6);
    }),
    { seed: 20261122, numRuns: 500 },
  );
});
