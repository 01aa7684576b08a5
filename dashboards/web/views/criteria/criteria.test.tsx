// The criteria pages rendered from a fixture in both languages: fixed words, counts, origins, and what is
// never said.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { verdictWords } from "#contracts/verdict.ts";
import { pressHallModel } from "../../../fixtures/press-hall-model.ts";
import { pressHallVerdicts } from "../../../fixtures/press-hall-verdicts.ts";
import type { Language } from "../../ui/bilingual.ts";
import { LanguageProvider } from "../../ui/language-context.tsx";
import { CriteriaPage } from "./criteria-page.tsx";
import { CriterionPage } from "./criterion-page.tsx";
import { findJudged, judgedItems } from "./verdict-list.ts";

const verdicts = pressHallVerdicts("wenan-press", Date.UTC(2026, 2, 2, 3, 4, 5));
const model = pressHallModel();
const a1 = verdicts.items.find(({ item }) => item === "A1");

function text(language: Language, node: React.ReactNode): string {
  const markup = renderToStaticMarkup(
    <LanguageProvider language={language}>
      <QueryClientProvider client={new QueryClient()}>{node}</QueryClientProvider>
    </LanguageProvider>,
  );
  return markup
    .replaceAll('<span class="must-count">', "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/\s+/g, " ");
}

function all(language: Language): string {
  return text(language, <CriteriaPage verdicts={verdicts} model={model} />);
}

function one(criterion: string, language: Language = "zh"): string {
  const found = findJudged(judgedItems(verdicts, "wenan-press"), criterion, undefined);
  if (found === undefined) throw new Error(criterion);
  return text(language, <CriterionPage found={found} model={model} verdicts={verdicts} />);
}

test("an item says how many must criteria stand in which state", () => {
  const shown = all("zh");
  expect(shown).toContain("9 项必备:2 符合 · 1 不符合 · 5 证据不足 · 1 待补材料");
  expect(shown).toContain("按本系统规则 v0.1.0:不满足;官方认定以主管部门为准。");
  expect(shown).toContain("规则尚未经主管部门采用,结果仅供试评");
  expect(shown).not.toContain("廊坊标准");
  expect(all("en")).toContain(
    "9 must criteria: 2 MET · 1 NOT_MET · 5 INSUFFICIENT · 1 DOCUMENT_NEEDED",
  );
});

test("every state stands as its fixed word, every criterion with value, bar, origin and reason", () => {
  const shown = all("zh");
  for (const verdict of a1?.criteria ?? []) {
    expect(shown).toContain(verdict.criterion);
    expect(shown).toContain(verdictWords[verdict.state].zh);
    expect(shown).toContain(verdict.provenance.source);
    expect(shown).toContain(verdict.reason.zh);
  }
  expect(shown).toContain("89.96 % ≥ 90 %");
  expect(shown).toContain("接近门槛");
});

test("a criterion shows the three numbers apart, each signal's own, the window and the evidence", () => {
  const shown = one("A1-05");
  expect(shown).toContain("企业申报 100 % 核验 — 遥测证实 89.96 %");
  expect(shown).toMatch(
    /热压板 2 区温度 · 二区温控器 70\.27 %.*热压板 1 区温度 · 一区温控器 99\.72 %/,
  );
  expect(shown).toContain("共 3 项 · 1 项未达门槛");
  expect(shown).toContain("1,200 – 2,999");
  expect(shown).toContain("覆盖 3,000 条");
  expect(shown).toContain("2026-03-02 10:34 – 11:04 站点时区 Asia/Shanghai");
  expect(shown).toContain("langfang-2023-demo v0.1.0");
  expect(shown).toContain("试评");
});

test("a proposed bar says that nobody adopted it, a borrowed one that this policy does not state it", () => {
  expect(one("A1-05")).toContain("由本项目提出,没有官方出处");
  expect(one("A1-04")).toContain("取自其他已发布的标准或规定,本政策未写明");
  expect(one("A1-05", "en")).toContain("a trial until the authority adopts it");
});

test("what is missing is said by state, with the documents to hand in", () => {
  const documents = one("A1-12");
  expect(documents).toContain("材料 数字化工艺证明材料(盖章扫描件)");
  expect(documents).toContain("遥测不能单独证明本条");
  expect(documents).toContain("未引用证据");
  expect(one("A1-15")).toContain("疑点不是结论");
  expect(one("A1-06")).toContain("没有数据不等于符合");
  expect(one("A1-04")).toContain("本条已符合,不缺");
});
