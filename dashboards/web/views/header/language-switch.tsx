// Chinese or English, each named in itself.
import { useId } from "react";
import type { Language } from "../../ui/dictionary.ts";
import { useWords } from "../../ui/language-context.tsx";

const languages: readonly (readonly [Language, string, string])[] = [
  ["zh", "中文", "zh-CN"],
  ["en", "English", "en"],
];

export function LanguageSwitch({
  onLanguage,
}: {
  readonly onLanguage: (language: Language) => void;
}) {
  const { language, say } = useWords();
  const name = useId();
  return (
    <fieldset className="language-switch">
      <legend className="visually-hidden">{say("language")}</legend>
      {languages.map(([id, label, tag]) => (
        <label key={id}>
          <input
            type="radio"
            name={name}
            value={id}
            checked={language === id}
            onChange={() => onLanguage(id)}
          />
          <span lang={tag}>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
