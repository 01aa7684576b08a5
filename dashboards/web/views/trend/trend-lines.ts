// The chosen signals with their samples as lines of a trend.
import { readAt } from "../../charts/trend-cursor.ts";
import type { TrendLine } from "../../charts/trend-option.ts";
import { buildTrendSeries, extremes } from "../../charts/trend-series.ts";
import { type ChosenSignal, keyOf } from "../../state/chosen-signals.ts";
import { scanIntervalOf } from "../../state/reading.ts";
import { shortText } from "../../state/reading-text.ts";
import { emptyTrend } from "../../state/trend-points.ts";
import type { Words } from "../../ui/language-context.tsx";
import { unitText } from "../../ui/units.ts";
import type { TrendStates } from "./trend-feed.tsx";

type Span = { readonly from: number; readonly to: number };

/** @param ink place of the signal among the chosen ones. */
export function trendLine(
  chosen: ChosenSignal,
  ink: number,
  states: TrendStates,
  { from, to }: Span,
  words: Words,
): TrendLine {
  const { equipment, signal } = chosen;
  const { say, pick, language } = words;
  const { points, heldUntil, bucketMs } = states.get(keyOf(chosen))?.trend ?? emptyTrend;
  const scanIntervalMs = scanIntervalOf(equipment, signal);
  const steps = signal.class !== "PV" && signal.class !== "CALC";
  const unit = unitText(signal.unit, language);
  const { low, high } = signal.alarm ?? {};
  const text = (value: number) =>
    [shortText(signal, value, language), unit].filter((part) => part !== "").join(" ");
  return {
    name: `${pick(signal.name)} · ${pick(equipment.name)}`,
    unit,
    ink,
    steps,
    series: buildTrendSeries({ points, heldUntil, from, to, scanIntervalMs, bucketMs, steps }),
    limits: [
      ...(high === undefined ? [] : [{ label: say("high"), value: high }]),
      ...(low === undefined ? [] : [{ label: say("low"), value: low }]),
    ],
    readAt: (time) => readAt({ points, heldUntil, scanIntervalMs, bucketMs }, time),
    sayReading: (reading) => {
      switch (reading.kind) {
        case "value":
          return text(reading.value);
        case "silent":
          return say("cursorSilent", { value: text(reading.value) });
        case "bad":
          return say("cursorBad");
        case "none":
          return say("cursorNone");
      }
    },
  };
}

/** One sentence for those who do not see the lines. */
export function trendSummary(
  chosen: readonly ChosenSignal[],
  states: TrendStates,
  { from }: Span,
  spanText: string,
  { say, pick, language }: Words,
): string {
  const parts = chosen.map((each) => {
    const { points } = states.get(keyOf(each))?.trend ?? emptyTrend;
    const seen = extremes(points, from);
    const text = (value: number | undefined) =>
      value === undefined ? "—" : shortText(each.signal, value, language);
    return say("trendLineSummary", {
      name: pick(each.signal.name),
      count: points.filter(({ time }) => time >= from).length,
      low: text(seen?.[0]),
      high: text(seen?.[1]),
    });
  });
  return `${say("trendSummary", { span: spanText })}${say("colon")}${parts.join("; ")}`;
}
