// Ages and distances in time as people say them.
import type { Language } from "./bilingual.ts";

const words = {
  zh: { s: " 秒", min: " 分", h: " 小时", d: " 天" },
  en: { s: " s", min: " min", h: " h", d: " d" },
} as const;

/** Two units at most: `3 秒`, `2 分 5 秒`, `1 天 4 小时`. */
export function durationText(ms: number, language: Language): string {
  const { s, min, h, d } = words[language];
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}${s}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}${min} ${seconds % 60}${s}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}${h} ${minutes % 60}${min}`;
  return `${Math.floor(hours / 24)}${d} ${hours % 24}${h}`;
}

/** With its sign: `+0.25 s`, `−3 小时 2 分`. */
export function offsetText(ms: number, language: Language): string {
  const sign = ms < 0 ? "−" : "+";
  const size = Math.abs(ms);
  if (size < 60_000) return `${sign}${(size / 1000).toFixed(2)}${words[language].s}`;
  return `${sign}${durationText(size, language)}`;
}
