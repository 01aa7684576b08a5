// The two languages of the page, and the reader's half of the gateway's own "中文 · English" texts.

export type Language = "zh" | "en";
export type Bilingual = { readonly zh: string; readonly en: string };

/**
 * A text of several pairs, with a pair inside brackets, or with something behind a colon that stands in one half only,
 * has no two halves: it stays as it is.
 */
export function half(text: string, language: Language): string {
  const [zh, en, ...more] = text.split(/\s?· /);
  if (zh === undefined || en === undefined || more.length > 0) return text;
  if (!/\p{Script=Han}/u.test(zh) || /\p{Script=Han}/u.test(en) || isInBrackets(zh)) return text;
  const shared = /: (.+)$/s.exec(en)?.[1] ?? "";
  if (!zh.includes(shared)) return text;
  return language === "zh" ? zh : en;
}

function isInBrackets(before: string): boolean {
  const count = (bracket: RegExp) => before.match(bracket)?.length ?? 0;
  return count(/[((]/g) > count(/[))]/g);
}
