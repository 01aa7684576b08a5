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

export function silenceAfterMs(scanIntervalMs: number): number {
  return Math.max(3 * scanIntervalMs, 3000);
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
function bridge(before: Known, after: Known, steps: boolean): Vertex[] {
  if (!steps && after.time - before.time > longestSilenceMs) return [];
  const arrival = steps ? before.value : after.value;
  return [
    [before.time, before.value],
    [after.time, arrival],
    [after.time, null],
  ];
}

export function buildTrendSeries(input: ChartInput): TrendSeries {
  const { to, heldUntil, steps } = input;
  const silence = silenceAfterMs(input.scanIntervalMs);
  const measured: Vertex[] = [];
  const held: Vertex[] = [];
  let before: Known | undefined;
  for (const { time, value } of input.points) {
    if (time > to) break;
    const known = value === null ? undefined : { time, value };
    if (before !== undefined && known !== undefined && time - before.time > silence) {
      measured.push([before.time, null]);
      held.push(...bridge(before, known, steps));
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
