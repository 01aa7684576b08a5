// A measured value against its threshold: whether it passes, and both as people read them. A shown value never looks better than it is: it is cut,
// not rounded, towards the failing side, so that 89.999 % is not printed as 90 %.
import type { Threshold } from "./policy.ts";

type Words = { readonly zh: string; readonly en: string };

type Comparison = Threshold["comparison"];

const symbols: { readonly [C in Comparison]: string } = {
  ">=": "≥",
  ">": ">",
  "<=": "≤",
  "<": "<",
  "=": "=",
};

export function passes({ comparison, value: bar }: Threshold, value: number): boolean {
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

/** Binary noise below this many hundredths is not worth a digit: 0.29 · 10 000 is 2 899.9999999999995. */
const noise = 1e-6;

/** At most two decimals, cut down for a lower bound and up for an upper one. */
function cut(value: number, comparison: Comparison): string {
  const hundredths =
    comparison === "<=" || comparison === "<"
      ? Math.ceil(value * 100 - noise)
      : Math.floor(value * 100 + noise);
  return String(hundredths / 100);
}

/** @param value in `unit`; for `ratio` 0..1, shown in percent. */
export function formatValue(value: number, unit: string, comparison: Comparison = ">="): Words {
  const both = (text: string): Words => ({ zh: text, en: text });
  if (unit === "ratio") return both(`${cut(value * 100, comparison)} %`);
  const text = cut(value, comparison);
  if (unit === "seconds") return both(`${text} s`);
  if (unit === "count") return both(text);
  if (unit === "days") return { zh: `${text} 天`, en: `${text} days` };
  if (unit === "per-quarter") return { zh: `每季度 ${text} 次`, en: `${text} per quarter` };
  return both(`${text} ${unit}`);
}

/** E.g. `≥ 90 %`. */
export function formatThreshold({ comparison, value, unit }: Threshold): Words {
  const { zh, en } = formatValue(value, unit, comparison);
  return { zh: `${symbols[comparison]} ${zh}`, en: `${symbols[comparison]} ${en}` };
}

/** A span of time, cut to two decimals: days from ten days on, hours from one hour on, else seconds. */
export function formatSpan(ms: number): Words {
  if (ms >= 864_000_000) {
    const days = cut(ms / 86_400_000, ">=");
    return { zh: `${days} 天`, en: `${days} days` };
  }
  if (ms >= 3_600_000) {
    const hours = cut(ms / 3_600_000, ">=");
    return { zh: `${hours} 小时`, en: `${hours} h` };
  }
  const seconds = cut(ms / 1000, ">=");
  return { zh: `${seconds} 秒`, en: `${seconds} s` };
}
