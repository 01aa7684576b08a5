import { expect, test } from "vitest";
import type { LogLedger } from "#contracts/live.ts";
import { lostForGood, unexplained } from "./ledger.tsx";

const ledger: LogLedger = {
  log: "00",
  site: "s",
  gateway: "g",
  next: 100,
  journalled: 90,
  gaps: 4,
  quarantined: 1,
  hostGaps: 2,
  outstanding: 3,
  duplicates: 7,
  acknowledged: 90,
  forks: 0,
};

test("a ledger closes when every known record has a place; duplicates do not count", () => {
  expect(unexplained(ledger)).toBe(0);
  expect(unexplained({ ...ledger, journalled: 89 })).toBe(1);
  expect(unexplained({ ...ledger, journalled: 92 })).toBe(-2);
});

test("declared gaps and undecodable records are lost, records on their way are not", () => {
  expect(lostForGood(ledger)).toBe(6);
});
