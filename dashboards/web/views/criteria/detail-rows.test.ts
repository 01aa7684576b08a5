import { expect, test } from "vitest";
import type { Threshold } from "#contracts/policy.ts";
import type { VerdictDetail } from "#contracts/verdict.ts";
import { fallsShort, orderDetails } from "./detail-rows.ts";

const detail = (subject: string, value: number | null, unit = "ratio"): VerdictDetail => ({
  subject,
  value,
  unit,
  note: { zh: "注", en: "note" },
});
const bar = (comparison: Threshold["comparison"], value: number): Threshold => ({
  comparison,
  value,
  unit: "ratio",
});
const details = [detail("a", 0.99), detail("b", null), detail("c", 0.4), detail("d", 0.99)];
const order = (threshold: Threshold | null) =>
  orderDetails(details, threshold, "worst").map(({ subject }) => subject);

test("the worst stands first, nothing measured before all; equals keep their order", () => {
  expect(order(bar(">=", 0.9))).toEqual(["b", "c", "a", "d"]);
  expect(order(bar("<=", 0.9))).toEqual(["b", "a", "d", "c"]);
  expect(order(bar("=", 0.5))).toEqual(["b", "a", "d", "c"]);
  expect(order(null)).toEqual(["b", "c", "a", "d"]);
  expect(orderDetails(details, bar(">=", 0.9), "listed")).toEqual(details);
});

test("a part of a sum falls short only where there is nothing of it", () => {
  const atLeast: Threshold = { comparison: ">=", value: 7, unit: "count" };
  const parts = [detail("a", 1, "count"), detail("b", 0, "count"), detail("c", null, "count")];
  const short = parts.filter((each) => fallsShort(each, atLeast)).map(({ subject }) => subject);
  expect(short).toEqual(["b", "c"]);
  const none: Threshold = { comparison: "=", value: 0, unit: "count" };
  expect(fallsShort(detail("a", 1, "count"), none)).toBe(true);
});

test("a detail falls short only where it is measured in the threshold's unit", () => {
  const short = details.filter((each) => fallsShort(each, bar(">=", 0.9)));
  expect(short.map(({ subject }) => subject)).toEqual(["b", "c"]);
  expect(fallsShort(detail("e", 0.1, "seconds"), bar(">=", 0.9))).toBe(false);
  expect(fallsShort(detail("e", 0.9), bar(">=", 0.9))).toBe(false);
  expect(fallsShort(detail("e", 0.91), bar("<=", 0.9))).toBe(true);
  expect(fallsShort(detail("e", 0.1), null)).toBe(false);
});
