// The criteria rendered from a fixture in both languages: fixed words, counts, and what is never said.

import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { verdictWords } from "#contracts/verdict.ts";
import { pressHallModel } from "../../../fixtures/press-hall-model.ts";
import { pressHallVerdicts } from "../../../fixtures/press-hall-verdicts.ts";
import type { Language } from "../../ui/dictionary.ts";
import { LanguageProvider } from "../../ui/language-context.tsx";
import { Criteria } from "./criteria.tsx";
import { CriterionDetail } from "./criterion-detail.tsx";

const verdicts = pressHallVerdicts("wenan-press", Date.UTC(2026, 2, 2, 3, 4, 5));
const model = pressHallModel();
const a1 = verdicts.items.find(({ item }) => item === "A1");

function text(language: Language, node: React.ReactNode): string {
  const markup = renderToStaticMarkup(
    <LanguageProvider language={language}>{node}</LanguageProvider>,
  );
  return markup
    .replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/\s+/g, " ");
}

test("an item says how many must criteria stand in which state", () => {
  const shown = text("zh", <Criteria verdicts={verdicts} model={model} />);
  expect(shown).toContain("9 项必备:2 符合 · 1 不符合 · 5 证据不足 · 1 待补材料");
  expect(shown).toContain("按本系统规则 v0.1.0:不满足;官方认定以主管部门为准。");
  expect(shown).not.toContain("廊坊标准");
  const english = text("en", <Criteria verdicts={verdicts} model={model} />);
  expect(english).toContain(
    "9 must criteria: 2 MET · 1 NOT_MET · 5 INSUFFICIENT · 1 DOCUMENT_NEEDED",
  );
});

test("every state stands as its fixed word, every criterion with value, bar and origin", () => {
  const shown = text("zh", <Criteria verdicts={verdicts} model={model} />);
  for (const verdict of a1?.criteria ?? []) {
    expect(shown).toContain(verdict.criterion);
    expect(shown).toContain(verdictWords[verdict.state].zh);
    expect(shown).toContain(verdict.provenance.source);
  }
  expect(shown).toContain("89.96 % ≥ 90 %");
  expect(shown).toContain("接近门槛");
});

test("an opened criterion shows the three numbers apart, the evidence and what to hand in", () => {
  const find = (id: string) => {
    const verdict = a1?.criteria.find(({ criterion }) => criterion === id);
    const criterion = verdicts.policy.items[1]?.criteria.find((each) => each.id === id);
    if (verdict === undefined) throw new Error(id);
    return text(
      "zh",
      <CriterionDetail
        verdict={verdict}
        criterion={criterion}
        zone="Asia/Shanghai"
        nameOf={(subject) => `«${subject}»`}
      />,
    );
  };
  const measured = find("A1-05");
  expect(measured).toContain("企业申报 100 % 核验 — 遥测证实 89.96 %");
  expect(measured).toContain("«zone-2/press.temp_zone.2» 70.27 %");
  expect(measured).toContain("第 1200 至 2999 条");
  expect(measured).toContain("检查点 3000 条");
  expect(measured).toContain("2026-03-02 10:34 – 11:04");
  expect(measured).toContain("langfang-2023-demo v0.1.0");
  expect(measured).toContain("试评");
  const documents = find("A1-12");
  expect(documents).toContain("数字化工艺证明材料(盖章扫描件) 材料");
  expect(documents).toContain("未引用证据");
});
