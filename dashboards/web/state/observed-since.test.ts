import { expect, test } from "vitest";
import { firstOf, observedSince } from "./observed-since.ts";

const site = 1_000_000;

test("the first data is the earliest, in whatever order it comes", () => {
  expect(firstOf([{ from: 70 }, { from: 50 }, { from: 90 }])).toBe(50);
  expect(firstOf([])).toBeNull();
});

test("machines that come with the site are observed from their own first data", () => {
  expect(observedSince(site, site)).toBe(site);
  expect(observedSince(site + 60_000, site)).toBe(site + 60_000);
});

test("a machine that comes late, or never, is missed from the site's first data on", () => {
  expect(observedSince(site + 60_001, site)).toBe(site);
  expect(observedSince(null, site)).toBe(site);
});

test("where nothing of the site was read nothing is missed", () => {
  expect(observedSince(null, null)).toBeNull();
});
