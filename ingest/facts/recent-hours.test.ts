import { expect, test } from "vitest";
import { hourMs } from "#contracts/fact.ts";
import { RecentHours } from "./recent-hours.ts";

const stored = (hour: number, facts: number) => ({
  hour: hour * hourMs,
  records: 1,
  late: 0,
  model: "m",
  facts: new Array(facts).fill({}),
});

test("the hour that was used longest ago goes first, and the bound counts facts", () => {
  const recent = new RecentHours(10);
  recent.set("a", stored(1, 4));
  recent.set("a", stored(2, 4));
  recent.get("a", hourMs);
  recent.set("b", stored(1, 4));
  expect(recent.get("a", 2 * hourMs)).toBeUndefined();
  expect(recent.get("a", hourMs)?.facts).toHaveLength(4);
  expect(recent.get("b", hourMs)?.facts).toHaveLength(4);
});

test("an hour that is set again counts once", () => {
  const recent = new RecentHours(10);
  for (let i = 0; i < 5; i++) recent.set("a", stored(1, 6));
  recent.set("a", stored(2, 4));
  expect(recent.get("a", hourMs)).toBeDefined();
  expect(recent.get("a", 2 * hourMs)).toBeDefined();
});
