// What a trend draws, from samples. Three things must never look alike: a value that was measured,
// a time without a new sample, and a time in which nothing usable was read.

export type ChartPoint = {
  /** ms UTC. */
  readonly time: number;
  readonly value: number | null;
  readonly good: boolean;
};

export type ChartInput = {
  readonly points: readonly ChartPoint[];
  /** The newest value was read again unchanged until here, ms UTC. */
  readonly heldUntil: number;
  readonly from: number;
  readonly to: number;
  readonly scanIntervalMs: number;
  /** Width of a bucket of which only the lowest and the highest are drawn, ms; 0: every sample. */
  readonly bucketMs?: number;
  /** Steps: setpoints, states and counters stand still between changes. */
  readonly steps: boolean;
};

type Vertex = readonly [time: number, value: number | null];
export type Span = readonly [from: number, to: number];

export type TrendSeries = {
  /** Measured; null breaks the line. */
  readonly measured: readonly Vertex[];
  /** Thin and dashed: report by exception sends nothing while a value stands still. */
  readonly held: readonly Vertex[];
  /** Bad or nothing read. */
  readonly bad: readonly Span[];
};

/** A wobbling signal that says nothing for this long is no line any more. */
const longestSilenceMs = 60_000;

/** Two samples of neighbouring buckets are this many buckets apart at most. */
const bucketReach = 2.5;

/** A longer time between two samples is silence: more than the scan, or the reduction, explains. */
export function silenceAfterMs(scanIntervalMs: number, bucketMs = 0): number {
  return Math.max(3 * scanIntervalMs, 3000, bucketReach * bucketMs);
}

/** From each first unusable sample to the next usable one. */
function badSpans({ points, from, to }: ChartInput): Span[] {
  const spans: Span[] = [];
  let since: number | undefined;
  for (const { time, value, good } of points) {
    const usable = value !== null && good;
    if (!usable) since ??= time;
    else if (since !== undefined) {
      spans.push([since, time]);
      since = undefined;
    }
  }
  if (since !== undefined) spans.push([since, to]);
  return spans.filter(([, until]) => until > from);
}

type Known = { readonly time: number; readonly value: number };

/** What stands between two usable samples that are further apart than the scan explains. */
function bridge(before: Known, after: Known, steps: boolean, bucketMs: number): Vertex[] {
  const longest = Math.max(longestSilenceMs, bucketReach * bucketMs);
  if (!steps && after.time - before.time > longest) return [];
  const arrival = steps ? before.value : after.value;
  return [
    [before.time, before.value],
    [after.time, arrival],
    [after.time, null],
  ];
}

export function buildTrendSeries(input: ChartInput): TrendSeries {
  const { to, heldUntil, steps, bucketMs = 0 } = input;
  const silence = silenceAfterMs(input.scanIntervalMs, bucketMs);
  const measured: Vertex[] = [];
  const held: Vertex[] = [];
  let before: Known | undefined;
  for (const { time, value } of input.points) {
    if (time > to) break;
    const known = value === null ? undefined : { time, value };
    if (before !== undefined && known !== undefined && time - before.time > silence) {
      measured.push([before.time, null]);
      held.push(...bridge(before, known, steps, bucketMs));
    }
    measured.push([time, value]);
    before = known;
  }
  const end = Math.min(heldUntil, to);
  if (before !== undefined && end > before.time) measured.push([end, before.value]);
  return { measured, held, bad: badSpans(input) };
}

/** Lowest and highest value seen in the window; null without one. */
export function extremes(points: readonly ChartPoint[], from: number): Span | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { time, value } of points) {
    if (value === null || time < from) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : null;
}
