import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketUpperBound, DurationBuckets } from "./duration-buckets.ts";

test("buckets are exact below 16 ms and at most an eighth wide above", () => {
  for (let ms = 0; ms < 16; ms++) expect(bucketUpperBound(ms)).toBe(ms);
  expect([16, 17, 18, 19].map(bucketUpperBound)).toEqual([17, 17, 19, 19]);
  expect([999, 1000, 1023, 1024].map(bucketUpperBound)).toEqual([1023, 1023, 1023, 1151]);
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 40 }), (ms) => {
      const bound = bucketUpperBound(ms);
      expect(bound).toBeGreaterThanOrEqual(ms);
      expect(bound - ms).toBeLessThanOrEqual(ms / 8);
      expect(bucketUpperBound(bound)).toBe(bound);
      expect(bucketUpperBound(bound + 1)).toBeGreaterThan(bound);
    }),
    { seed: 20261122, numRuns: 1000 },
  );
});

test("percentiles by nearest rank, in any order of feeding", () => {
  const durations = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(durations, (all) => {
      const buckets = new DurationBuckets();
      for (const ms of all) buckets.add(ms);
      const sorted = all.toSorted((a, b) => a - b);
      const max = sorted.at(-1)!;
      const rank = (percent: number) => {
        const exact = sorted[Math.ceil((sorted.length * percent) / 100) - 1]!;
        return Math.min(max, bucketUpperBound(exact));
      };
      expect(buckets.spread()).toEqual({ p50: rank(50), p95: rank(95), p99: rank(99), max });
      const other = new DurationBuckets();
      for (const ms of all.toReversed()) other.add(ms);
      expect(other.spread()).toEqual(buckets.spread());
    }),
    { seed: 20261122, numRuns: 300 },
  );
});

test("nothing has no spread; a negative duration counts as 0", () => {
  const buckets = new DurationBuckets();
  expect(buckets.spread()).toBeNull();
  buckets.add(-5);
  expect(buckets.spread()).toEqual({ p50: 0, p95: 0, p99: 0, max: 0 });
});
