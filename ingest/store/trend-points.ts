// Points of a trend, put together so that a line never crosses what nobody read: a bad sample and a
// gap break it, and a value that was read again unchanged reaches to the scan that read it last.

/** value null: the line breaks here. */
export type Point = { readonly t: number; readonly v: number | null; readonly good: boolean };

/** Lowest and highest good value of one bucket; null where there is none. */
export type Bucket = {
  readonly lowAt: number | null;
  readonly low: number | null;
  readonly highAt: number | null;
  readonly high: number | null;
  /** First bad sample. */
  readonly badAt: number | null;
  /** First good sample without a number (text, NaN). */
  readonly wordlessAt: number | null;
};

export function pointsOfBucket(bucket: Bucket): Point[] {
  const { lowAt, low, highAt, high, badAt, wordlessAt } = bucket;
  const points: Point[] = [];
  if (lowAt !== null) points.push({ t: lowAt, v: low, good: true });
  if (highAt !== null && highAt !== lowAt) points.push({ t: highAt, v: high, good: true });
  if (badAt !== null) points.push({ t: badAt, v: null, good: false });
  if (points.length === 0 && wordlessAt !== null) {
    points.push({ t: wordlessAt, v: null, good: true });
  }
  return points.sort((a, b) => a.t - b.t);
}

/** Scans of the signal's group were apart by more than three intervals: `last` before, `next` after. */
export type ScanGap = { readonly last: number; readonly next: number };

/** Breaks for gaps, inside [from, to). */
export function breaksOf(
  gaps: readonly ScanGap[],
  intervalMs: number,
  from: number,
  to: number,
): Point[] {
  return gaps
    .map(({ last }) => ({ t: last + intervalMs, v: null, good: false }))
    .filter(({ t }) => t >= from && t < to);
}

/** A scan, and the newest sample at or before it. */
export type Edge = {
  readonly t: number;
  readonly sampledAt: number;
  readonly v: number | null;
  readonly good: boolean;
};

/**
 * Scans that read a value again: one more point where the last sample is more than an interval older,
 * but only from a sample of at most an hour before (each hour begins with every signal,
 * docs/formats/record.md) and never across a gap.
 */
export function heldPoints(
  edges: readonly Edge[],
  gaps: readonly ScanGap[],
  intervalMs: number,
): Point[] {
  return edges
    .filter(
      (edge) =>
        edge.t - edge.sampledAt > intervalMs &&
        !gaps.some((gap) => gap.last >= edge.sampledAt && gap.next <= edge.t),
    )
    .map(({ t, v, good }) => ({ t, v, good }));
}

/** Ascending in time; a break comes before a sample of the same instant. */
export function mergePoints(points: readonly Point[], added: readonly Point[]): Point[] {
  if (added.length === 0) return [...points];
  return [...added, ...points].sort((a, b) => a.t - b.t);
}
