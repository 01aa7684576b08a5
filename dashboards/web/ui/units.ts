// Units as people of either language write them: one list for the whole page, by the codes of UNECE
// Recommendation 20 that stand in line models.
import type { Bilingual, Language } from "./bilingual.ts";

/** The same in both languages, or a word where the unit is one. */
const units: Readonly<Record<string, string | Bilingual>> = {
  C62: "",
  H87: { zh: "件", en: "pcs" },
  ST: { zh: "张", en: "sheets" },
  // Temperature, parts, angles.
  CEL: "°C",
  KEL: "K",
  P1: "%",
  DD: "°",
  // Electricity and energy.
  VLT: "V",
  "2Z": "mV",
  AMP: "A",
  "4K": "mA",
  WTT: "W",
  KWT: "kW",
  MAW: "MW",
  WHR: "W·h",
  KWH: "kW·h",
  MWH: "MW·h",
  D46: "V·A",
  KVA: "kV·A",
  D44: "var",
  KVR: "kvar",
  K3: "kvar·h",
  HTZ: "Hz",
  // Pressure.
  PAL: "Pa",
  KPA: "kPa",
  MPA: "MPa",
  BAR: "bar",
  MBR: "mbar",
  C56: "N/mm²",
  // Length, area, volume, mass, and what is made of them.
  MMT: "mm",
  CMT: "cm",
  MTR: "m",
  MTK: "m²",
  MTQ: "m³",
  LTR: "L",
  GRM: "g",
  KGM: "kg",
  TNE: "t",
  GM: "g/m²",
  "28": "kg/m²",
  KMQ: "kg/m³",
  // Time, speed, flow.
  SEC: "s",
  C26: "ms",
  MIN: "min",
  HUR: "h",
  RPM: "r/min",
  C94: "1/min",
  MTS: "m/s",
  "2M": "cm/s",
  C16: "mm/s",
  "2X": "m/min",
  MQH: "m³/h",
  L2: "L/min",
  E32: "L/h",
  "4X": "kL/h",
  E93: "kg/h",
  E18: "t/h",
};

export function hasUnitText(code: string): boolean {
  return Object.hasOwn(units, code);
}

/** The code itself where the list has none: never a guess. Empty for a plain number. */
export function unitText(code: string, language: Language): string {
  const unit = hasUnitText(code) ? units[code] : undefined;
  if (unit === undefined) return code;
  return typeof unit === "string" ? unit : unit[language];
}
