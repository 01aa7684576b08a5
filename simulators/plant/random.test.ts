import { expect, test } from "vitest";
import { createRandom } from "./random.ts";

const draw = (seed: number, name?: string): number[] => {
  const random = createRandom(seed);
  const stream = name === undefined ? random : random.fork(name);
  return Array.from({ length: 20 }, () => stream.uniform());
};

test("the same seed draws the same numbers, another seed or fork draws others", () => {
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  expect(draw(1, "a")).toEqual(draw(1, "a"));
  expect(draw(1, "a")).not.toEqual(draw(1, "b"));
});

test("a fork does not depend on what was drawn before it", () => {
  const random = createRandom(5);
  random.uniform();
  random.normal();
  expect(random.fork("x").uniform()).toBe(createRandom(5).fork("x").uniform());
});

test("uniform fills [0, 1) evenly and normal has mean 0 and deviation 1", () => {
  const random = createRandom(42);
  const n = 100_000;
  const bins = new Array<number>(10).fill(0);
  let sum = 0;
  let squares = 0;
  for (let k = 0; k < n; k += 1) {
    const u = random.uniform();
    expect(u >= 0 && u < 1).toBe(true);
    bins[Math.floor(u * 10)]! += 1;
    const z = random.normal();
    sum += z;
    squares += z * z;
  }
  // Five standard errors of each estimate.
  for (const count of bins) expect(Math.abs(count - n / 10)).toBeLessThan(5 * Math.sqrt(n * 0.09));
  expect(Math.abs(sum / n)).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(squares / n - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
});
