import { expect, test } from "vitest";
import type { ItemVerdict, Verdict } from "#contracts/verdict.ts";
import { describeItem, describeRules } from "./explain.ts";
import { loadPolicy } from "./files/load-policy.ts";

const item: ItemVerdict = {
  item: "A1",
  subject: { kind: "line", site: "s", line: "l" },
  state: "INSUFFICIENT",
  counts: { NOT_MET: 0, SUSPECT: 0, INSUFFICIENT: 3, DOCUMENT_NEEDED: 0, MET: 0 },
  must: ["G-01", "G-02", "A1-01"],
  criteria: [{ criterion: "A1-01", state: "INSUFFICIENT" } as Verdict],
};

test("an item is told by the counts of its own must criteria, then of those it requires", () => {
  expect(describeItem(item)).toEqual({
    zh: "1 项必备:1 证据不足;前置 2 项:2 证据不足",
    en: "1 must criteria: 1 INSUFFICIENT; 2 required before: 2 INSUFFICIENT",
  });
});

test("an item without must criteria is not judged", () => {
  expect(describeItem({ ...item, must: [] }).zh).toContain("不作评定");
});

test("rules that nobody adopted are a trial, and a demo says so first", () => {
  expect(describeRules(loadPolicy("langfang-2023")).zh).toBe(
    "试评 · 按本系统规则 langfang-2023 v2;官方认定以主管部门为准",
  );
  expect(describeRules(loadPolicy("langfang-2023-demo")).zh).toMatch(/^演示 · 试评 · /);
  const adopted = {
    ...loadPolicy("langfang-2023"),
    adoption: { document: "廊工信〔2026〕1号", effective: "2026-01-01" },
  };
  expect(describeRules(adopted).zh).not.toContain("试评");
});
