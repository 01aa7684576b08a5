// Units as people of either language write them: the symbol, or a word where a unit is one.
import type { Language } from "../ui/dictionary.ts";
import { unitSymbol } from "../ui/units.ts";

/** UNECE Recommendation 20 codes beside those of ui/units.ts. */
const symbols: Readonly<Record<string, string>> = {
  "28": "kg/m²",
  GM: "g/m²",
  KMQ: "kg/m³",
  E18: "t/h",
  E93: "kg/h",
  E32: "L/h",
  "4X": "kL/h",
  C16: "mm/s",
  C94: "1/min",
  C56: "N/mm²",
  MBR: "mbar",
  "2M": "cm/s",
};

const words: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  H87: { zh: "件", en: "pcs" },
  SH: { zh: "张", en: "sheets" },
};

export function unitText(code: string, language: Language): string {
  return words[code]?.[language] ?? symbols[code] ?? unitSymbol(code);
}

export type Scaled = { readonly value: number; readonly unit: string };

/** Power as an overview shows it, in kW or MW, from any unit of active power; null for other units. */
export function powerForPeople(value: number, code: string): Scaled | null {
  const watts = { WTT: 1, KWT: 1e3, MAW: 1e6 }[code];
  if (watts === undefined) return null;
  const kilowatts = (value * watts) / 1e3;
  return Math.abs(kilowatts) >= 10_000
    ? { value: kilowatts / 1e3, unit: "MW" }
    : { value: kilowatts, unit: "kW" };
}
