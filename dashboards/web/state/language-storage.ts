// The chosen language, kept in this browser. Chinese unless somebody chose English here.
import type { Language } from "../ui/bilingual.ts";

const key = "lineproof.language";

export function loadLanguage(): Language {
  try {
    return localStorage.getItem(key) === "en" ? "en" : "zh";
  } catch {
    // Storage may be forbidden; the default stands.
    return "zh";
  }
}

export function saveLanguage(language: Language): void {
  try {
    localStorage.setItem(key, language);
  } catch {
    // Forbidden storage only means that the choice ends with the page.
  }
}
