import { expect, test } from "vitest";
import { flags, status } from "#contracts/quality.ts";
import { dictionary, type Phrase, say } from "./dictionary.ts";
import { exceptionOfStatus, flagWords, reasonOfStatus } from "./quality-words.ts";

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
  expect(without.map(([phrase]) => phrase)).toEqual(["overviewValuesOf", "colon", "listComma"]);
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
