import { expect, test } from "vitest";
import { bandPaths, wholePercent } from "./band-paths.ts";

test("categories become one path each, a fault on top and never too thin to see", () => {
  const found = bandPaths(
    [
      { from: 0, to: 500, category: "producing" },
      { from: 500, to: 501, category: "fault" },
      { from: 501, to: 10_000, category: "producing" },
    ],
    { from: 0, to: 10_000 },
  );
  expect(found.map(({ category }) => category)).toEqual(["producing", "fault"]);
  expect(found[1]?.d).toBe("M50.0 0h1.2v20h-1.2z");
  expect(found[0]?.d.match(/M/g)?.length).toBe(2);
});

test.each([
  [1, "100 %"],
  [0.9999, "99 %"],
  [0.29, "29 %"],
  [0.004, "< 1 %"],
  [0, "0 %"],
])("a share of %d is %s, never better than it is", (share, text) => {
  expect(wholePercent(share)).toBe(text);
});
