// Every text of the page, Chinese and English side by side, by the pages that say it. `{name}` is filled in by say().
import type { Bilingual, Language } from "./bilingual.ts";
import { criteriaWords } from "./words/criteria-words.ts";
import { frameWords } from "./words/frame-words.ts";
import { siteWords } from "./words/site-words.ts";

export const dictionary = {
  ...frameWords,
  ...siteWords,
  ...criteriaWords,
} as const satisfies Readonly<Record<string, Bilingual>>;

export type Phrase = keyof typeof dictionary;
export type Fillings = Readonly<Record<string, string | number>>;

/** The text of a phrase; unknown placeholders stay visible, so that a mistake is seen. */
export function say(language: Language, phrase: Phrase, fillings: Fillings = {}): string {
  return dictionary[phrase][language].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const filling = fillings[name];
    return filling === undefined ? whole : String(filling);
  });
}
