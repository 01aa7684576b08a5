import fc from "fast-check";
import { expect, test } from "vitest";
import { DistinctValues } from "./distinct-values.ts";
import type { Value } from "./value.ts";

test("counts as a Set does, for every kind of value", () => {
  const value: fc.Arbitrary<Value> = fc.oneof(
    fc.double(),
    fc.integer({ min: -5, max: 5 }),
    fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
    fc.string({ maxLength: 2 }),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 300 }), (values) => {
      const counted = new DistinctValues(4096);
      for (const each of values) counted.add(each);
      expect(counted.size).toBe(new Set(values).size);
    }),
    { seed: 4096, numRuns: 300 },
  );
});

test("stops at its limit", () => {
  const counted = new DistinctValues(100);
  for (let i = 0; i < 1000; i++) counted.add(i / 7);
  expect(counted.size).toBe(100);
});
