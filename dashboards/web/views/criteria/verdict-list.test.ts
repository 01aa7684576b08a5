import { expect, test } from "vitest";
import type { SiteVerdicts } from "#contracts/api.ts";
import { pressHallVerdicts } from "../../../fixtures/press-hall-verdicts.ts";
import { findJudged, judgedItems, lineOf } from "./verdict-list.ts";

const site = "wenan-press";
const one = pressHallVerdicts(site, Date.UTC(2026, 2, 2, 3, 4, 5));

/** The same items judged for a second line, with another verdict for A1-05. */
function twoLines(): SiteVerdicts {
  const second = one.items.map((item) => ({
    ...item,
    subject: { kind: "line" as const, site, line: "line-2" },
    criteria: item.criteria.map((each) => ({ ...each, state: "MET" as const })),
  }));
  return { ...one, items: [...one.items, ...second] };
}

test("items stand before the gates, each criterion with its policy's words and its address", () => {
  const items = judgedItems(one, site);
  expect(items.map(({ verdict }) => verdict.item)).toEqual(["A1", "G"]);
  const first = items[0]?.criteria[0];
  expect(first).toMatchObject({ must: true, href: "/sites/wenan-press/criteria/A1-01" });
  expect(first?.criterion?.name.zh).toBe("数字化设备率");
});

test("a criterion is found with its neighbours, across the items", () => {
  const items = judgedItems(one, site);
  const found = findJudged(items, "A1-16", undefined);
  expect(found?.before?.verdict.criterion).toBe("A1-15");
  expect(found?.after?.verdict.criterion).toBe("G-01");
  expect(findJudged(items, "A1-01", undefined)?.before).toBeUndefined();
  expect(findJudged(items, "Z9-99", undefined)).toBeUndefined();
});

test("where several lines are judged, the address names the line, and an unknown line finds the first", () => {
  const items = judgedItems(twoLines(), site);
  const second = findJudged(items, "A1-05", "line-2");
  expect(second?.judged.verdict.state).toBe("MET");
  expect(second?.judged.href).toBe("/sites/wenan-press/criteria/A1-05?line=line-2");
  const other = findJudged(items, "A1-05", "line-9");
  expect(other?.judged.verdict.state).toBe("NOT_MET");
  expect(lineOf(other?.item.verdict.subject ?? { kind: "site", site })).toBe("line-1");
  expect(new Set(items.map(({ key }) => key)).size).toBe(4);
});
