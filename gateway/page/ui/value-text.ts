// A value as a screen shows it. A float32 has seven digits that mean something.
const digits = 7;

export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "—";
  if (typeof value === "number") {
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));
  }
  return String(value);
}
