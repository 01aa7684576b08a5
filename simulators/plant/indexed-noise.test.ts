// The stream by index is standard normal, has no memory, and does not depend on who looked before.

import { expect, test } from "vitest";
import { IndexedNoise } from "./indexed-noise.ts";
import { createRandom } from "./random.ts";
import { correlation, mean } from "./test-run.ts";

const noise = new IndexedNoise(createRandom(5).fork("noise"));
const values = Array.from({ length: 100_000 }, (_, n) => noise.normal(n));

test("mean 0, standard deviation 1, no memory", () => {
  expect(Math.abs(mean(values))).toBeLessThan(0.015);
  expect(Math.abs(Math.sqrt(mean(values.map((value) => value * value))) - 1)).toBeLessThan(0.01);
  for (const lag of [1, 2, 7, 64])
    expect(Math.abs(correlation(values, values, lag))).toBeLessThan(0.015);
});

test("any order gives the same values; another key gives others", () => {
  const again = new IndexedNoise(createRandom(5).fork("noise"));
  expect([99_999, 3, 3, 512].map((n) => again.normal(n))).toEqual(
    [99_999, 3, 3, 512].map((n) => values[n]),
  );
  const other = new IndexedNoise(createRandom(6).fork("noise"));
  expect(
    Math.abs(
      correlation(
        values,
        values.map((_, n) => other.normal(n)),
      ),
    ),
  ).toBeLessThan(0.015);
});

test("indexes beyond 32 bits have values of their own", () => {
  expect(noise.normal(7)).not.toBe(noise.normal(7 + 2 ** 32));
});
