import { expect, test } from "vitest";
import { half } from "./bilingual.ts";

test("a pair of texts is told in the reader's language alone", () => {
  expect(half("没有应答 · no answer", "zh")).toBe("没有应答");
  expect(half("没有应答 · no answer", "en")).toBe("no answer");
  expect(half("设备说没有值(断线等)· the device says so", "en")).toBe("the device says so");
});

test("what has no two halves is told whole", () => {
  const shared = ["编码 · encoding: gb18030", "40001 → 0(从 1 起 · counted from 1)"];
  for (const text of [
    ...shared,
    "只有中文",
    "a · b; 没有应答 · no answer",
    "1 · 2",
    "甲 · 乙 · a · b",
  ]) {
    expect(half(text, "en")).toBe(text);
    expect(half(text, "zh")).toBe(text);
  }
});
