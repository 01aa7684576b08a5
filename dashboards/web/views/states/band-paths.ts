// A band of states as paths of a drawing, and shares as people read them.
import type { StateSpan } from "../../state/state-spans.ts";

/** Units across a band; a shorter state is still drawn, at least this wide. */
export const across = 1000;
const leastWidth = 1.2;

const order = [
  "producing",
  "idle",
  "setup",
  "stopped",
  "other",
  "maintenance",
  "fault",
] as const satisfies readonly StateSpan["category"][];

export type BandWindow = { readonly from: number; readonly to: number };

/** One path per category, faults last, so that nothing hides them. */
export function bandPaths(
  spansOfBand: readonly StateSpan[],
  { from, to }: BandWindow,
): { readonly category: StateSpan["category"]; readonly d: string }[] {
  const place = (time: number) => ((time - from) / Math.max(1, to - from)) * across;
  return order.flatMap((category) => {
    const d = spansOfBand
      .filter((span) => span.category === category)
      .map((span) => {
        const x = place(span.from);
        const width = Math.max(leastWidth, place(span.to) - x);
        return `M${x.toFixed(1)} 0h${width.toFixed(1)}v20h-${width.toFixed(1)}z`;
      })
      .join("");
    return d === "" ? [] : [{ category, d }];
  });
}

/** Cut, not rounded: 99.9 % is not all of it. */
export function wholePercent(share: number): string {
  if (share > 0 && share < 0.01) return "< 1 %";
  return `${Math.floor(share * 100 + 1e-9)} %`;
}
