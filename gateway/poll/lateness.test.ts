import { expect, test } from "vitest";
import { Lateness, latenessBounds } from "./lateness.ts";

test("percentiles are the upper bound of their bucket, and never above the longest", () => {
  const lateness = new Lateness();
  for (let i = 0; i < 98; i += 1) lateness.add(0.4);
  lateness.add(3);
  lateness.add(61_000);
  expect(lateness.describe()).toMatchObject({ count: 100, p50: 1, p99: 5, max: 61_000 });
  const { buckets } = lateness.describe();
  expect(buckets).toHaveLength(latenessBounds.length + 1);
  expect([buckets[0], buckets[2], buckets.at(-1)]).toEqual([98, 1, 1]);
});

test("nothing measured is nothing late; a timer that fires early is on time", () => {
  const lateness = new Lateness();
  expect(lateness.describe()).toMatchObject({ count: 0, p50: 0, p99: 0, max: 0, sum: 0 });
  lateness.add(-0.7);
  expect(lateness.describe()).toMatchObject({ count: 1, p99: 0, max: 0, sum: 0 });
});
