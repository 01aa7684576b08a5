// The signals of an energy meter as a sheet: the same for every meter of a line. Meters are digital, so
// nothing here lies on the lattice of an analogue input; what they count is stepped.

import type { SignalEntry, SignalSheet } from "./signal-sheet.ts";

const PHASES = ["l1", "l2", "l3"] as const;

/** @param equipment e.g. `meter-press`. @param maxW of the range of its powers. */
export function meterSignals(
  equipment: string,
  maxW: number,
  required: SignalEntry["required"],
): SignalSheet {
  const measured = (unit: string, range: readonly [number, number], zh: string, en: string) =>
    ({ name: { zh, en }, class: "PV", unit, range, tauS: 1, required }) satisfies SignalEntry;
  const counted = (unit: string, zh: string, en: string) =>
    ({
      name: { zh, en },
      class: "CNT",
      unit,
      range: [0, 99_999_999],
      required,
    }) satisfies SignalEntry;
  const maxA = maxW / 400;
  const perPhase = PHASES.flatMap((l): readonly (readonly [string, SignalEntry])[] => [
    [`voltage.${l}`, measured("VLT", [0, 400], `${l} 相电压`, `voltage ${l}`)],
    [`current.${l}`, measured("AMP", [0, maxA], `${l} 相电流`, `current ${l}`)],
    [`power.active.${l}`, measured("WTT", [0, maxW], `${l} 有功功率`, `active power ${l}`)],
    [`power.apparent.${l}`, measured("D46", [0, maxW], `${l} 视在功率`, `apparent power ${l}`)],
    [`power.reactive.${l}`, measured("D44", [0, maxW], `${l} 无功功率`, `reactive power ${l}`)],
    [`power.factor.${l}`, measured("C62", [0, 1], `${l} 功率因数`, `power factor ${l}`)],
    [`energy.active.import.${l}`, counted("KWH", `${l} 正向有功电能`, `active energy ${l}`)],
  ]);
  const total: readonly (readonly [string, SignalEntry])[] = [
    ["power.active", measured("WTT", [0, maxW], "总有功功率", "active power")],
    ["power.apparent", measured("D46", [0, maxW], "总视在功率", "apparent power")],
    ["power.reactive", measured("D44", [0, maxW], "总无功功率", "reactive power")],
    ["power.factor", measured("C62", [0, 1], "总功率因数", "power factor")],
    ["frequency", measured("HTZ", [45, 55], "频率", "frequency")],
    ["energy.active.import", counted("KWH", "正向有功电能", "active energy import")],
    ["energy.active.export", counted("KWH", "反向有功电能", "active energy export")],
    ["energy.reactive.import", counted("K3", "正向无功电能", "reactive energy import")],
  ];
  return Object.fromEntries(
    [...perPhase, ...total].map(([signal, entry]) => [`${equipment}.${signal}`, entry]),
  );
}
