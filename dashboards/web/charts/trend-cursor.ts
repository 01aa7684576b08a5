// What a line says at the cursor: the sample that holds there, or why there is none. Nothing is drawn out between
// two samples: the number shown is one that was read.
import { type ChartPoint, silenceAfterMs } from "./trend-series.ts";

export type CursorReading =
  | { readonly kind: "value"; readonly value: number }
  /** No newer sample reached until here: unchanged, or not read. */
  | { readonly kind: "silent"; readonly value: number }
  | { readonly kind: "bad" }
  | { readonly kind: "none" };

export type CursorLine = {
  readonly points: readonly ChartPoint[];
  readonly heldUntil: number;
  readonly scanIntervalMs: number;
  readonly bucketMs: number;
};

/** Place of the last point at or before the time; -1 when there is none. */
function placeBefore(points: readonly ChartPoint[], time: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.time ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function readAt(line: CursorLine, time: number): CursorReading {
  const { points, heldUntil } = line;
  const place = placeBefore(points, time);
  const point = points[place];
  if (point === undefined) return { kind: "none" };
  if (point.value === null || !point.good) return { kind: "bad" };
  const { value } = point;
  const next = points[place + 1];
  const silence = silenceAfterMs(line.scanIntervalMs, line.bucketMs);
  if (next === undefined) {
    if (time <= heldUntil || time - point.time <= silence) return { kind: "value", value };
    return { kind: "none" };
  }
  return { kind: next.time - point.time > silence ? "silent" : "value", value };
}
