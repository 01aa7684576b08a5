import { expect, test } from "vitest";
import type { StateCategory } from "#contracts/line-model.ts";
import type { MachineCondition } from "../../state/machine-condition.ts";
import { wordsOf } from "../../ui/language-context.tsx";
import { conditionWord, ownWord } from "./machine-line.tsx";

const zh = wordsOf("zh");
const en = wordsOf("en");

function inState(category: StateCategory, own: { zh: string; en: string }): MachineCondition {
  return { kind: "state", state: { value: 3, name: own, category }, since: 0 };
}

test("a state that the machine calls by the category's word is said once, however it is written", () => {
  const producing = inState("producing", { zh: "生产", en: "producing" });
  expect([conditionWord(producing, zh), ownWord(producing, zh)]).toEqual(["生产", ""]);
  expect([conditionWord(producing, en), ownWord(producing, en)]).toEqual(["Producing", ""]);
});

test("another word of the machine stands beside the category", () => {
  const working = inState("producing", { zh: "加工", en: "Working" });
  expect([ownWord(working, zh), ownWord(working, en)]).toEqual(["加工", "Working"]);
});

test("a machine that is not read has no word of its own", () => {
  expect(ownWord({ kind: "never" }, zh)).toBe("");
  expect(conditionWord({ kind: "never" }, zh)).toBe("从未应答");
});
