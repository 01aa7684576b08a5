import { expect, test } from "vitest";
import type { VerdictState } from "#contracts/verdict.ts";
import { combineAll, combineAny, firstState } from "./finding-part.ts";

const part = (state: VerdictState) => ({ state, reason: { zh: `中${state}`, en: state } });

test("all: the first in precedence decides, and what else is open is told after it", () => {
  const combined = combineAll([part("DOCUMENT_NEEDED"), part("MET"), part("NOT_MET")]);
  expect(combined.state).toBe("NOT_MET");
  expect(combined.reason.en).toBe("NOT_MET; DOCUMENT_NEEDED");
});

test.each([
  [["MET", "MET"], "MET"],
  [["MET", "DOCUMENT_NEEDED"], "DOCUMENT_NEEDED"],
  [["DOCUMENT_NEEDED", "INSUFFICIENT"], "INSUFFICIENT"],
  [["INSUFFICIENT", "SUSPECT"], "SUSPECT"],
  [["SUSPECT", "NOT_MET"], "NOT_MET"],
  [[], "INSUFFICIENT"],
] as const)("all of %j is %s", (states, expected) => {
  expect(firstState(states)).toBe(expected);
  expect(combineAll(states.map(part)).state).toBe(expected);
});

test.each([
  // Met, and yet nobody shall overlook what another part measured.
  [["NOT_MET", "MET"], "MET", "MET; NOT_MET"],
  [["DOCUMENT_NEEDED", "MET"], "MET", "MET"],
  [["INSUFFICIENT", "DOCUMENT_NEEDED"], "DOCUMENT_NEEDED", "DOCUMENT_NEEDED; INSUFFICIENT"],
  [["NOT_MET", "INSUFFICIENT"], "INSUFFICIENT", "INSUFFICIENT; NOT_MET"],
  [[], "INSUFFICIENT", ""],
] as const)("any of %j is %s", (states, expected, reason) => {
  expect(combineAny(states.map(part))).toMatchObject({ state: expected, reason: { en: reason } });
});
