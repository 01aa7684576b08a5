// The samples of one signal that a trend draws: history first, then what the stream brings.
// Invariant: ascending in time, nothing older than the window, never an invented point.
import type { Frame, LastValue } from "#contracts/live.ts";
import { isGood } from "#contracts/quality.ts";

export type TrendPoint = {
  /** ms UTC. */
  readonly time: number;
  /** null: nothing usable was read; the line breaks. */
  readonly value: number | null;
  readonly good: boolean;
};

export type Trend = {
  readonly points: readonly TrendPoint[];
  /** Until when the newest value is known to have been read again unchanged, ms UTC. */
  readonly heldUntil: number;
  /** Width of a bucket of which only the lowest and the highest are kept, ms; 0: every sample is here. */
  readonly bucketMs: number;
};

export const emptyTrend: Trend = { points: [], heldUntil: 0, bucketMs: 0 };

/** @param asked points that the frame was asked for: a reduced one has two of each bucket. */
export function trendOfFrame(frame: Frame, asked: number): Trend {
  const points = frame.time.map((time, i) => ({
    time,
    value: frame.value[i] ?? null,
    good: frame.good[i] ?? false,
  }));
  const bucketMs = frame.reduction === "raw" ? 0 : (2 * (frame.to - frame.from)) / asked;
  return { points, heldUntil: points.at(-1)?.time ?? 0, bucketMs };
}

function pointOf(value: LastValue): TrendPoint {
  const good = isGood(value.status);
  const plain = typeof value.value === "boolean" ? Number(value.value) : value.value;
  const usable = good && typeof plain === "number" && Number.isFinite(plain);
  return { time: value.sourceTime, value: usable ? plain : null, good };
}

/** Adds values of the stream; a stale value says nothing new and holds nothing. */
export function extendTrend(trend: Trend, values: readonly LastValue[], from: number): Trend {
  const points = [...trend.points];
  let { heldUntil } = trend;
  for (const value of values) {
    if (value.stale) continue;
    const point = pointOf(value);
    const last = points.at(-1);
    if (last === undefined || point.time > last.time) points.push(point);
    else if (point.time < last.time) continue;
    heldUntil = Math.max(heldUntil, point.time, value.readTime);
  }
  const first = points.findIndex((point) => point.time >= from);
  // One point before the window stays: the line enters from it.
  const kept = first > 1 ? points.slice(first - 1) : first === -1 ? points.slice(-1) : points;
  return { ...trend, points: kept, heldUntil };
}

/** The lowest and the highest of these, in time order, and the first that was not usable. */
function extremesOf(points: readonly TrendPoint[]): TrendPoint[] {
  let low: TrendPoint | undefined;
  let high: TrendPoint | undefined;
  let unusable: TrendPoint | undefined;
  for (const point of points) {
    if (point.value === null) unusable ??= point;
    else {
      if (low?.value == null || point.value < low.value) low = point;
      if (high?.value == null || point.value > high.value) high = point;
    }
  }
  const kept = new Set([low, high, unusable].filter((point) => point !== undefined));
  return [...kept].sort((a, b) => a.time - b.time);
}

/**
 * A page that stays open gathers a sample per scan; of more than `most` only the extremes of each bucket of
 * `bucketMs` stay, so that no peak and no gap is lost. The newest minute stays whole.
 */
export function thinTrend(trend: Trend, most: number, bucketMs: number): Trend {
  if (trend.points.length <= most) return trend;
  const wholeFrom = (trend.points.at(-1)?.time ?? 0) - 60_000;
  const buckets = new Map<number, TrendPoint[]>();
  const whole: TrendPoint[] = [];
  for (const point of trend.points) {
    if (point.time >= wholeFrom) {
      whole.push(point);
      continue;
    }
    const bucket = Math.floor(point.time / bucketMs);
    const own = buckets.get(bucket);
    if (own === undefined) buckets.set(bucket, [point]);
    else own.push(point);
  }
  const points = [...[...buckets.values()].flatMap(extremesOf), ...whole];
  return { ...trend, points, bucketMs: Math.max(trend.bucketMs, bucketMs) };
}
