import { expect, test } from "vitest";
import { sharesOf, spansOf, withPresent } from "./state-spans.ts";

const name = { zh: "-", en: "-" };
const table = [
  { value: 1, name, category: "idle" as const },
  { value: 2, name, category: "producing" as const },
  { value: 3, name, category: "producing" as const },
];
const seconds = (s: number) => s * 1000;

test("states of one category are one span, even across the edge of an hour", () => {
  const found = spansOf(
    [
      { from: 0, to: seconds(10), value: 2 },
      { from: seconds(11), to: seconds(20), value: 3 },
      { from: seconds(20), to: seconds(30), value: 1 },
    ],
    table,
    0,
    seconds(60),
  );
  expect(found).toEqual([
    { from: 0, to: seconds(20), category: "producing" },
    { from: seconds(20), to: seconds(30), category: "idle" },
  ]);
});

test("a hole stays a hole, and nothing leaves the window", () => {
  const found = spansOf(
    [
      { from: 0, to: seconds(10), value: 2 },
      { from: seconds(40), to: seconds(90), value: 2 },
    ],
    table,
    seconds(5),
    seconds(60),
  );
  expect(found.map(({ from, to }) => [from, to])).toEqual([
    [seconds(5), seconds(10)],
    [seconds(40), seconds(60)],
  ]);
});

test("intervals that overlap count once, and a value without a name is told apart", () => {
  const found = spansOf(
    [
      { from: 0, to: seconds(30), value: 2 },
      { from: seconds(10), to: seconds(50), value: 9 },
    ],
    table,
    0,
    seconds(60),
  );
  expect(found).toEqual([
    { from: 0, to: seconds(30), category: "producing" },
    { from: seconds(30), to: seconds(50), category: "other" },
  ]);
  expect(sharesOf(found, 0, seconds(60)).producing).toBe(0.5);
});

test("shares are of the whole window: what nobody read makes nothing look busy", () => {
  const spans = spansOf([{ from: 0, to: seconds(30), value: 2 }], table, 0, seconds(120));
  expect(sharesOf(spans, 0, seconds(120))).toEqual({ producing: 0.25, unknown: 0.75 });
  expect(sharesOf([], 0, seconds(120))).toEqual({ producing: 0, unknown: 1 });
});

test("the present state goes on where the facts end, never before its own time", () => {
  const facts = [{ from: 0, to: seconds(100), value: 2 }];
  const held = { value: 2, sourceTime: seconds(5), readTime: seconds(104) };
  const joined = spansOf(withPresent(facts, held, seconds(100)), table, 0, seconds(200));
  expect(joined).toEqual([{ from: 0, to: seconds(104), category: "producing" }]);
  const changed = { value: 1, sourceTime: seconds(110), readTime: seconds(112) };
  const apart = spansOf(withPresent(facts, changed, seconds(100)), table, 0, seconds(200));
  expect(apart.at(-1)).toEqual({ from: seconds(110), to: seconds(112), category: "idle" });
  expect(apart[0]?.to).toBe(seconds(100));
});

test("what lies outside the window is in no share: there is never more than all of it", () => {
  const spans = [{ from: seconds(-10), to: seconds(63), category: "producing" }] as const;
  expect(sharesOf(spans, 0, seconds(60))).toEqual({ producing: 1, unknown: 0 });
});
