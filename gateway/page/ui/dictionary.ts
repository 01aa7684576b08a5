// Every text of the page, Chinese and English side by side, by the pages that say it. `{name}` is filled in.
import type { Bilingual } from "./bilingual.ts";
import { commissioningWords } from "./words/commissioning-words.ts";
import { frameWords } from "./words/frame-words.ts";
import { overviewWords } from "./words/overview-words.ts";

export const dictionary = {
  ...frameWords,
  ...overviewWords,
  ...commissioningWords,
} as const satisfies Readonly<Record<string, Bilingual>>;

export type Phrase = keyof typeof dictionary;
