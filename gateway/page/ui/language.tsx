// The language in force, for every component below.
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { half, type Language } from "./bilingual.ts";
import { dictionary, type Phrase } from "./dictionary.ts";

export type Fillings = Readonly<Record<string, string | number>>;

export type Words = {
  readonly language: Language;
  readonly say: (phrase: Phrase, fillings?: Fillings) => string;
  /** The reader's half of a text of the gateway. */
  readonly told: (text: string) => string;
};

export function wordsOf(language: Language): Words {
  return {
    language,
    say: (phrase, fillings = {}) =>
      dictionary[phrase][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
        String(fillings[name] ?? whole),
      ),
    told: (text) => half(text, language),
  };
}

const WordsContext = createContext<Words>(wordsOf("zh"));

type LanguageProviderProps = { readonly language: Language; readonly children: ReactNode };

export function LanguageProvider({ language, children }: LanguageProviderProps) {
  const words = useMemo(() => wordsOf(language), [language]);
  return <WordsContext value={words}>{children}</WordsContext>;
}

export function useWords(): Words {
  return useContext(WordsContext);
}
