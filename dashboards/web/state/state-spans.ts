// A machine's states over time as spans of categories. Time of which nothing is known belongs to none:
// it counts as no data, never as the state before it.

import type { StateInterval } from "#contracts/fact.ts";
import type { Signal, StateCategory } from "#contracts/line-model.ts";

export type StateSpan = {
  /** ms UTC, half-open. */
  readonly from: number;
  readonly to: number;
  /** `other`: a value that the machine's table does not have. */
  readonly category: StateCategory | "other";
};

type Table = NonNullable<Signal["states"]>;

/** Edges that are this close are one edge: scans of two hours meet a moment apart. */
const sameEdgeMs = 2500;

/** Spans within [from, to), ascending; equal neighbours are one. */
export function spansOf(
  intervals: readonly StateInterval[],
  table: Table,
  from: number,
  to: number,
): readonly StateSpan[] {
  const categories = new Map(table.map((row) => [row.value, row.category]));
  const spans: StateSpan[] = [];
  for (const interval of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = spans.at(-1);
    const start = Math.max(interval.from, from, last?.to ?? from);
    const end = Math.min(interval.to, to);
    if (end <= start) continue;
    const category = categories.get(interval.value) ?? "other";
    if (last !== undefined && last.category === category && start - last.to <= sameEdgeMs) {
      spans[spans.length - 1] = { ...last, to: end };
    } else spans.push({ from: start, to: end, category });
  }
  return spans;
}

/** What the stream says since the facts were asked: the present value, read until `readTime`. */
export type LiveState = {
  readonly value: number;
  readonly sourceTime: number;
  readonly readTime: number;
};

/**
 * The intervals with the present state at their end. It joins only where the facts reach up to it, or from its own
 * source time: a hole between them stays a hole.
 */
export function withPresent(
  intervals: readonly StateInterval[],
  present: LiveState | null,
  askedTo: number,
): readonly StateInterval[] {
  if (present === null) return intervals;
  const { value, sourceTime, readTime } = present;
  const since = Math.max(sourceTime, askedTo - sameEdgeMs);
  if (readTime <= since) return intervals;
  return [...intervals, { from: since, to: readTime, value }];
}

export type Shares = {
  /** Parts of the whole of [from, to), 0..1; what is not known is in none of the categories. */
  readonly producing: number;
  readonly unknown: number;
};

export function sharesOf(spans: readonly StateSpan[], from: number, to: number): Shares {
  let known = 0;
  let producing = 0;
  for (const span of spans) {
    // Facts may reach a moment beyond what the window ends with.
    const length = Math.max(0, Math.min(span.to, to) - Math.max(span.from, from));
    known += length;
    if (span.category === "producing") producing += length;
  }
  const whole = Math.max(1, to - from);
  return { producing: producing / whole, unknown: Math.max(0, 1 - known / whole) };
}
