// Text in which a number stays with its unit, and a comparison with its number, where a line breaks.

const units = "%|ms|s|min|h|°C|kW|MW";
const beforeUnit = new RegExp(`(?<=\\d) (?=(?:${units})(?![A-Za-z]))`, "g");
const afterComparison = /(?<=[≥≤<>]) (?=\d)/g;

/** The same text with no-break spaces in those places. */
export function unbroken(text: string): string {
  return text.replace(beforeUnit, "\u00a0").replace(afterComparison, "\u00a0");
}
