import { expect, test } from "vitest";
import { countedOutput } from "./counted-output.ts";

const counter = (...value: (number | null)[]) => ({
  time: value.map((_, i) => i * 1000),
  value,
});

test("rises add up over gaps, and the value now adds to them", () => {
  expect(countedOutput(counter(null, 100, 104, null, 110), 113)).toEqual({
    count: 13,
    since: 1000,
  });
  expect(countedOutput(counter(100, 104), null)).toEqual({ count: 4, since: 0 });
});

test("a counter that starts again counts from zero", () => {
  expect(countedOutput(counter(990, 999, 3, 5), 5)?.count).toBe(14);
  expect(countedOutput(counter(990), 2)?.count).toBe(2);
});

test("without a sample nothing is claimed", () => {
  expect(countedOutput(counter(null, null), 50)).toBeNull();
});
