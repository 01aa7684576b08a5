// A signal's value as text with a steady number of digits, so that columns do not dance.
import type { LastValue } from "#contracts/live.ts";

function decimalsOf(value: number, resolution: number | undefined): number {
  if (resolution !== undefined) return Math.min(6, Math.max(0, Math.ceil(-Math.log10(resolution))));
  const size = Math.abs(value);
  if (size >= 1000) return 1;
  return size >= 10 ? 2 : 3;
}

export type ValueForm = {
  readonly resolution?: number | undefined;
  /** Counts and states stand without decimals when they have none. */
  readonly whole?: boolean;
};

/** Text of a value; `—` where nothing was read. */
export function formatValue(value: LastValue["value"], form: ValueForm = {}): string {
  if (value === null) return "—";
  if (typeof value === "boolean") return value ? "ON" : "OFF";
  if (typeof value === "string") return value;
  if (form.whole === true && Number.isInteger(value)) return String(value);
  return value.toFixed(decimalsOf(value, form.resolution));
}
