// Sentences for people, always in both languages.

export type Words = { readonly zh: string; readonly en: string };

export const noWords: Words = { zh: "", en: "" };

/** Joins sentences; empty ones are left out. */
export function joinWords(parts: readonly Words[], between: Words): Words {
  const join = (language: keyof Words) =>
    parts
      .map((part) => part[language])
      .filter((text) => text !== "")
      .join(between[language]);
  return { zh: join("zh"), en: join("en") };
}
