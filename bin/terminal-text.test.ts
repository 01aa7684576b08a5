import { expect, test } from "vitest";
import { columnsOf, shorten, wrap } from "./terminal-text.ts";

test("a Chinese character and full-width punctuation take two columns", () => {
  expect(columnsOf("abc · 1")).toBe(7);
  expect(columnsOf("证据不足")).toBe(8);
  expect(columnsOf("含\uff0c\uff1b")).toBe(6);
});

test("a long line breaks at spaces, under its lead, and keeps every word", () => {
  const text =
    "17 must criteria (8 of required items): 2 MET · 12 INSUFFICIENT · 3 DOCUMENT_NEEDED";
  const lines = wrap("  A1  ", text);
  expect(lines).toEqual([
    "  A1  17 must criteria (8 of required items): 2 MET · 12 INSUFFICIENT · 3",
    "      DOCUMENT_NEEDED",
  ]);
});

test("a dot never begins a line", () => {
  const lines = wrap("", Array.from({ length: 30 }, () => "证据不足").join(" · "));
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) {
    expect(columnsOf(line)).toBeLessThanOrEqual(80);
    expect(line.trimStart().startsWith("·")).toBe(false);
  }
});

test("a word longer than the line stays whole", () => {
  expect(wrap("> ", "x".repeat(100))).toEqual([`> ${"x".repeat(100)}`]);
});

test("what is shortened fills its width at most, whatever its characters", () => {
  expect(shorten("证据 ok", 7)).toBe("证据 ok");
  expect(shorten("证据不足", 6)).toBe("证据…");
  expect(shorten("证据不足", 4)).toBe("证…");
});

test("a no-break space keeps its words together", () => {
  expect(wrap("", `${"x".repeat(74)} · 12\u00a0MET`)).toEqual([`${"x".repeat(74)} ·`, "12 MET"]);
});

test("Chinese without spaces breaks between characters, never before closing punctuation", () => {
  const text =
    "未计入:滚筒干燥机(计数未实时、状态未实时、故障未实时)、拌胶机(计数未实时、状态未实时)、铺装机(未接通)等六台设备";
  const lines = wrap("    ", text);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.map((line) => line.trim()).join("")).toBe(text);
  for (const line of lines) {
    expect(columnsOf(line)).toBeLessThanOrEqual(80);
    expect(line.trimStart()).not.toMatch(/^[、。;:),]/);
    expect(line).not.toMatch(/[(《]$/);
  }
});
