import { expect, test } from "vitest";
import { TimeIndex } from "./time-index.ts";

test("a window's range is rounded outward to seconds, with the largest clock offset in it", () => {
  const index = new TimeIndex();
  for (let i = 0; i < 10; i++) index.add(i, 10_000 + i * 500);
  index.addOffset(-40, 11_000);
  index.addOffset(15, 11_900);
  index.addOffset(900, 60_000);
  expect(index.window(11_000, 12_000)).toEqual({ range: { from: 2, to: 4 }, clockOffsetMs: 40 });
  expect(index.window(11_400, 11_600)).toEqual({ range: { from: 2, to: 4 }, clockOffsetMs: 40 });
  expect(index.window(20_000, 30_000)).toEqual({ range: null, clockOffsetMs: null });
});

test("after days of seconds nothing is forgotten, old times are rounded outward to minutes", () => {
  const index = new TimeIndex();
  const seconds = 3 * 86_400;
  for (let i = 0; i < seconds; i++) index.add(i, i * 1_000);
  expect(index.window(0, seconds * 1_000).range).toEqual({ from: 0, to: seconds });
  expect(index.window(90_000, 91_000).range).toEqual({ from: 60, to: 120 });
  expect(index.window((seconds - 1) * 1_000, seconds * 1_000).range).toEqual({
    from: seconds - 1,
    to: seconds,
  });
});
