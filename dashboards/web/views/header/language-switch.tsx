// Chinese or English, each named in itself.
import type { Language } from "../../ui/bilingual.ts";
import { useWords } from "../../ui/language-context.tsx";
import { Segmented } from "../../ui/segmented.tsx";

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
  return (
    <div className="language-switch">
      <Segmented
        label={say("language")}
        value={language}
        onChange={onLanguage}
        options={languages.map(([value, name, tag]) => ({
          value,
          label: <span lang={tag}>{name}</span>,
        }))}
      />
    </div>
  );
}
