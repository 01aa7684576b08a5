import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { flags, status } from "#contracts/quality.ts";
import { dictionary, type Phrase, say } from "./dictionary.ts";
import { exceptionOfStatus, flagWords, reasonOfStatus } from "./quality-words.ts";
import { criteriaWords } from "./words/criteria-words.ts";
import { frameWords } from "./words/frame-words.ts";
import { siteWords } from "./words/site-words.ts";

const phrases = Object.entries(dictionary) as [Phrase, { zh: string; en: string }][];

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? "").sort();
}

test("every phrase stands in both languages with the same placeholders", () => {
  for (const [phrase, { zh, en }] of phrases) {
    expect(zh.length * en.length, phrase).toBeGreaterThan(0);
    expect(placeholders(zh), phrase).toEqual(placeholders(en));
    expect(en, phrase).not.toMatch(/[\u4e00-\u9fff]/);
  }
});

test("Chinese phrases are Chinese", () => {
  const without = phrases.filter(
    ([, { zh }]) => !/[\u4e00-\u9fff]/.test(zh.replace(/\{\w+\}/g, "")),
  );
  expect(without.map(([phrase]) => phrase)).toEqual([
    "colon",
    "semicolon",
    "listComma",
    "overviewValuesOf",
  ]);
});

test("a phrase stands in one place only", () => {
  const apart = [frameWords, siteWords, criteriaWords].flatMap((words) => Object.keys(words));
  expect(apart.length).toBe(phrases.length);
});

test("every phrase is said somewhere on the page", () => {
  const root = fileURLToPath(new URL("../", import.meta.url));
  const text = globSync(["*.tsx", "{api,charts,state,ui,views}/**/*.{ts,tsx}"], { cwd: root })
    .filter((file) => !/\.test\.|^ui\/words\//.test(file))
    .map((file) => readFileSync(`${root}${file}`, "utf8"))
    .join("\n");
  expect(text.length).toBeGreaterThan(100_000);
  expect(phrases.map(([phrase]) => phrase).filter((each) => !text.includes(`"${each}"`))).toEqual(
    [],
  );
});

test("of a machine that never answered head and notice say the same, the notice goes on", () => {
  for (const language of ["zh", "en"] as const) {
    const head = say(language, "neverAnswered", { name: "X" });
    expect(say(language, "noticeNever", { names: "X" })).toMatch(new RegExp(`^${head}[::]`));
    expect(head.toLowerCase()).toContain(say(language, "categoryNever").toLowerCase());
  }
});

test("nothing claims what is not ours to say", () => {
  const all = phrases.map(([, { zh, en }]) => `${zh}${en}`).join("\n");
  for (const never of ["廊坊标准", "可信度", "诚信分", "credibility", "认证通过"]) {
    expect(all).not.toContain(never);
  }
});

test("placeholders are filled, and a forgotten one stays visible", () => {
  expect(say("zh", "stale", { age: "12 s" })).toBe("陈旧 12 s");
  expect(say("en", "stale", {})).toBe("Stale {age}");
});

test("every flag and every status of our own has words", () => {
  expect(Object.keys(flagWords).sort()).toEqual([...flags].sort());
  for (const [name, code] of Object.entries(status)) {
    if (name !== "good" && name !== "bad") expect(reasonOfStatus(code)?.zh, name).toBeDefined();
  }
  expect(reasonOfStatus(0x80890002)?.zh).toBe("寄存器地址或配置有误");
  expect(exceptionOfStatus(0x80890002)).toBe(2);
  expect(exceptionOfStatus(0x80890000)).toBeUndefined();
  expect(exceptionOfStatus(0x00000002)).toBeUndefined();
});
