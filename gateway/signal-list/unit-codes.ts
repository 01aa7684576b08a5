// UNECE Recommendation 20 codes and the symbols that people write for them, both ways.

/** The first symbol is how a screen writes it; the others are found in lists. */
const symbols: Readonly<Record<string, readonly string[]>> = {
  CEL: ["℃", "°C", "C", "摄氏度"],
  VLT: ["V"],
  KVT: ["kV"],
  AMP: ["A"],
  "4K": ["mA"],
  HTZ: ["Hz"],
  WTT: ["W"],
  KWT: ["kW"],
  KWH: ["kWh", "度"],
  WHR: ["Wh"],
  D44: ["var"],
  KVR: ["kvar"],
  D46: ["VA"],
  KVA: ["kVA"],
  DD: ["°"],
  K3: ["kvarh"],
  P1: ["%", "%RH"],
  BAR: ["bar"],
  PAL: ["Pa"],
  KPA: ["kPa"],
  MPA: ["MPa"],
  MMT: ["mm"],
  CMT: ["cm"],
  MTR: ["m"],
  C16: ["mm/s"],
  MTS: ["m/s"],
  "2X": ["m/min"],
  RPM: ["r/min", "rpm", "转/分"],
  KGM: ["kg"],
  TNE: ["t"],
  E93: ["kg/h"],
  LTR: ["L"],
  MTQ: ["m³", "m3"],
  MQH: ["m³/h", "m3/h"],
  SEC: ["s", "秒"],
  MIN: ["min", "分钟"],
  HUR: ["h", "小时"],
  C62: ["", "件", "个", "张", "块", "次", "pcs", "1"],
};

const codes = new Map(
  Object.entries(symbols).flatMap(([code, all]) =>
    all.map((each) => [folded(each), code] as const),
  ),
);

function folded(symbol: string): string {
  return symbol.toLowerCase().replace(/\s/g, "");
}

/** Undefined for a symbol that has no code here, and for none. */
export function unitOfSymbol(symbol: string): string | undefined {
  return symbol.trim() === "" ? undefined : codes.get(folded(symbol));
}

/** As a screen writes it; an unknown code stands for itself, a plain number has none. */
export function symbolOfUnit(code: string): string {
  return symbols[code]?.[0] ?? code;
}
