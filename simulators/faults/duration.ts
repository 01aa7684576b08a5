// Durations as people write them: one number and one unit, `500ms`, `10s`, `5m`, `1.5h`, `2d`. A number
// without unit is refused, because seconds and minutes are both guessed.

import { z } from "zod";

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PATTERN = /^(-?)(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/;
/** Beyond this a scenario is mistaken. */
const MAX_MS = 3650 * UNIT_MS.d;

type Bounds = { readonly lowest: number; readonly problem: string };

/** ms, whole; undefined: not a duration. */
export function parseDuration(text: string): number | undefined {
  const match = PATTERN.exec(text.trim());
  if (match === null) return undefined;
  const [, sign, number, unit] = match;
  const ms = Math.round(Number(number) * UNIT_MS[unit as keyof typeof UNIT_MS]);
  if (ms > MAX_MS) return undefined;
  return sign === "-" ? 0 - ms : ms;
}

function durationAtLeast({ lowest, problem }: Bounds) {
  return z
    .preprocess(
      // A bare number gets the message about units too, not one about types.
      (value) => (typeof value === "number" ? String(value) : value),
      z.string(),
    )
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms !== undefined && ms >= lowest) return ms;
      context.addIssue({
        code: "custom",
        message:
          ms === undefined
            ? `${text} 不是时长,请写数字和单位,如 500ms、10s、5m、13h、2d,不超过 3650d · is no duration; write number and unit, like 500ms, 10s, 5m, 13h, 2d, at most 3650d`
            : `${text} ${problem}`,
      });
      return z.NEVER;
    });
}

/** From 0. */
export const duration = durationAtLeast({
  lowest: 0,
  problem: "不能为负 · must not be negative",
});

/** 1 ms and more. */
export const positiveDuration = durationAtLeast({
  lowest: 1,
  problem: "必须大于 0 · must be more than 0",
});

/** Either sign. */
export const signedDuration = durationAtLeast({ lowest: -Infinity, problem: "" });
