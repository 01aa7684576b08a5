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
};

export const emptyTrend: Trend = { points: [], heldUntil: 0 };

export function trendOfFrame(frame: Frame): Trend {
  const points = frame.time.map((time, i) => ({
    time,
    value: frame.value[i] ?? null,
    good: frame.good[i] ?? false,
  }));
  return { points, heldUntil: points.at(-1)?.time ?? 0 };
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
  return { points: kept, heldUntil };
}
