// Measured values beside their thresholds. Rounding must never carry a value across its threshold:
// 89.996 % is not shown as "90 %" where 90 % is asked and missed.
import type { Threshold } from "#contracts/policy.ts";

const signs: { readonly [C in Threshold["comparison"]]: string } = {
  ">=": "≥",
  ">": ">",
  "<=": "≤",
  "<": "<",
  "=": "=",
};

const unitWords: Readonly<Record<string, { zh: string; en: string }>> = {
  seconds: { zh: "s", en: "s" },
  minutes: { zh: "min", en: "min" },
  hours: { zh: "h", en: "h" },
  days: { zh: "天", en: "days" },
  count: { zh: "", en: "" },
};

function compares(value: number, { comparison, value: bar }: Threshold): boolean {
  switch (comparison) {
    case ">=":
      return value >= bar;
    case ">":
      return value > bar;
    case "<=":
      return value <= bar;
    case "<":
      return value < bar;
    case "=":
      return value === bar;
  }
}

function scaled(value: number, unit: string, digits: number): string {
  // toFixed(12) first: 0.07 × 100 is 7.000000000000001 in binary.
  const shown = unit === "ratio" ? Number((value * 100).toFixed(12)) : value;
  return String(Number(shown.toFixed(digits)));
}

function withUnit(text: string, unit: string, language: "zh" | "en"): string {
  if (unit === "ratio") return `${text} %`;
  const word = unitWords[unit]?.[language] ?? unit;
  return word === "" ? text : `${text} ${word}`;
}

/** The value with as many digits as it takes to stand on its own side of the threshold. */
export function formatMeasured(
  value: number | null,
  unit: string,
  language: "zh" | "en",
  threshold: Threshold | null = null,
): string {
  if (value === null) return "—";
  for (let digits = 1; digits < 9; digits++) {
    const text = scaled(value, unit, digits);
    const shown = unit === "ratio" ? Number(text) / 100 : Number(text);
    if (threshold === null || compares(shown, threshold) === compares(value, threshold)) {
      return withUnit(text, unit, language);
    }
  }
  return withUnit(String(unit === "ratio" ? value * 100 : value), unit, language);
}

export function formatThreshold(threshold: Threshold, language: "zh" | "en"): string {
  const { comparison, value, unit } = threshold;
  return `${signs[comparison]} ${withUnit(scaled(value, unit, 6), unit, language)}`;
}
