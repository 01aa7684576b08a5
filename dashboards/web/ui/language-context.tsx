// The language in force, for every component below.
import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { Bilingual, Language } from "./bilingual.ts";
import { type Fillings, type Phrase, say } from "./dictionary.ts";
import { unbroken } from "./unbroken.ts";

export type Words = {
  readonly language: Language;
  readonly say: (phrase: Phrase, fillings?: Fillings) => string;
  /** The reader's side of a text that comes in both languages. */
  readonly pick: (text: Bilingual) => string;
};

export function wordsOf(language: Language): Words {
  return {
    language,
    say: (phrase, fillings) => unbroken(say(language, phrase, fillings)),
    pick: (text) => unbroken(text[language]),
  };
}

const WordsContext = createContext<Words>(wordsOf("zh"));

export function LanguageProvider({
  language,
  children,
}: {
  readonly language: Language;
  readonly children: ReactNode;
}) {
  const words = useMemo(() => wordsOf(language), [language]);
  return <WordsContext value={words}>{children}</WordsContext>;
}

export function useWords(): Words {
  return useContext(WordsContext);
}
