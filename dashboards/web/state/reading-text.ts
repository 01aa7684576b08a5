// What a reading says, as short text: about four digits, so that plates and tiles never overflow.
import type { Signal } from "#contracts/line-model.ts";
import type { LastValue } from "#contracts/live.ts";
import type { Language } from "../ui/bilingual.ts";

/** Thin no-break space between thousands; the same in both languages. */
const group = "\u202f";

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, group);
}

function decimalsOf(value: number, resolution: number | undefined): number {
  const size = Math.abs(value);
  const bySize = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
  if (resolution === undefined) return bySize;
  return Math.min(bySize, Math.max(0, Math.ceil(-Math.log10(resolution))));
}

/** @param resolution smallest step of the signal; more decimals than it has are not shown. */
export function shortNumber(value: number, resolution?: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [whole = "", part] = value.toFixed(decimalsOf(value, resolution)).split(".");
  const sign = whole.startsWith("-") ? "−" : "";
  const digits = grouped(whole.replace("-", ""));
  return part === undefined ? `${sign}${digits}` : `${sign}${digits}.${part}`;
}

/** Text of a value, `—` where nothing was read; a state in its machine's own word. */
export function shortText(
  signal: Signal,
  value: LastValue["value"] | undefined,
  language: Language,
): string {
  if (value === null || value === undefined) return "—";
  const state = signal.states?.find((row) => row.value === value);
  if (state !== undefined) return state.name[language];
  if (typeof value === "boolean") return value ? "ON" : "OFF";
  if (typeof value === "string") return value;
  if (signal.class === "CNT" && Number.isInteger(value)) return shortNumber(value, 1);
  return shortNumber(value, signal.resolution);
}
