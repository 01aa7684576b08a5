import { expect, test } from "vitest";
import type { ItemVerdict } from "#contracts/verdict.ts";
import { describeItem, describeRules } from "./explain.ts";
import { loadPolicy } from "./files/load-policy.ts";

const item: ItemVerdict = {
  item: "A1",
  subject: { kind: "line", site: "s", line: "l" },
  state: "INSUFFICIENT",
  counts: { NOT_MET: 0, SUSPECT: 0, INSUFFICIENT: 1, DOCUMENT_NEEDED: 1, MET: 7 },
  must: [1, 2, 3, 4, 5, 6, 9, 14, 16].map((n) => `A1-${String(n).padStart(2, "0")}`),
  criteria: [],
};

test("an item is told by its counts, met first, then by precedence", () => {
  expect(describeItem(item).zh).toBe("9 项必备:7 符合 · 1 证据不足 · 1 待补材料");
  expect(describeItem(item).en).toBe("9 must criteria: 7 MET · 1 INSUFFICIENT · 1 DOCUMENT_NEEDED");
});

test("criteria of required items are counted and named", () => {
  const counts = { NOT_MET: 1, SUSPECT: 1, INSUFFICIENT: 1, DOCUMENT_NEEDED: 1, MET: 6 };
  const more = { ...item, must: ["G-01", ...item.must], counts };
  expect(describeItem(more).zh).toBe(
    "10 项必备(含前置 1 项):6 符合 · 1 不符合 · 1 待核查 · 1 证据不足 · 1 待补材料",
  );
});

test("an item without must criteria is not judged", () => {
  expect(describeItem({ ...item, must: [] }).zh).toContain("不作评定");
});

test("rules that nobody adopted are a trial, and a demo says so first", () => {
  expect(describeRules(loadPolicy("langfang-2023")).zh).toBe(
    "试评 · 按本系统规则 langfang-2023 v1;官方认定以主管部门为准",
  );
  expect(describeRules(loadPolicy("langfang-2023-demo")).zh).toMatch(/^演示 · 试评 · /);
  const adopted = {
    ...loadPolicy("langfang-2023"),
    adoption: { document: "廊工信〔2026〕1号", effective: "2026-01-01" },
  };
  expect(describeRules(adopted).zh).not.toContain("试评");
});
