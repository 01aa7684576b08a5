// Active power as an overview shows it: in kW or MW, whatever the meter counts in.

export type Scaled = { readonly value: number; readonly unit: string };

const wattsOf: Readonly<Record<string, number>> = { WTT: 1, KWT: 1e3, MAW: 1e6 };

/** @param code UNECE code of the value's unit; null for other units than those of active power. */
export function powerForPeople(value: number, code: string): Scaled | null {
  const watts = wattsOf[code];
  if (watts === undefined) return null;
  const kilowatts = (value * watts) / 1e3;
  return Math.abs(kilowatts) >= 10_000
    ? { value: kilowatts / 1e3, unit: "MW" }
    : { value: kilowatts, unit: "kW" };
}
