import { expect, test } from "vitest";
import { describeMust, itemMust } from "./must-counts.ts";
import type { VerdictState } from "./verdict.ts";

function criteria(item: string, states: readonly VerdictState[]) {
  return states.map((state, i) => ({ criterion: `${item}-0${i + 1}`, state }));
}

const own = criteria("A1", [
  ...Array.from({ length: 7 }, () => "MET" as const),
  "INSUFFICIENT",
  "DOCUMENT_NEEDED",
]);

test("an item without required items reads as one sentence", () => {
  const counts = { NOT_MET: 0, SUSPECT: 0, INSUFFICIENT: 1, DOCUMENT_NEEDED: 1, MET: 7 };
  const must = itemMust({ counts, must: own.map(({ criterion }) => criterion), criteria: own });
  expect(describeMust(must)).toEqual({
    zh: "9 项必备:7 符合 · 1 证据不足 · 1 待补材料",
    en: "9 must criteria: 7 MET · 1 INSUFFICIENT · 1 DOCUMENT_NEEDED",
  });
});

test("criteria of required items are counted apart, met first, then by precedence", () => {
  const counts = { NOT_MET: 1, SUSPECT: 1, INSUFFICIENT: 1, DOCUMENT_NEEDED: 1, MET: 8 };
  const optional = { criterion: "A1-99", state: "NOT_MET" as const };
  const must = itemMust({
    counts,
    must: ["G-01", "G-02", "G-03", ...own.map(({ criterion }) => criterion)],
    criteria: [...own, optional],
  });
  expect(must.own.must).toBe(9);
  expect(must.required).toEqual({
    must: 3,
    counts: { NOT_MET: 1, SUSPECT: 1, INSUFFICIENT: 0, DOCUMENT_NEEDED: 0, MET: 1 },
  });
  expect(describeMust(must).zh).toBe(
    "9 项必备:7 符合 · 1 证据不足 · 1 待补材料;前置 3 项:1 符合 · 1 不符合 · 1 待核查",
  );
});
