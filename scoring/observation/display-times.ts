// How soon screens showed values: percentiles from the buckets that browsers counted (contracts/display.ts), and the
// scheduled hours in which no screen said anything. A percentile is the upper bound of its bucket, at most 12.5 %
// above the truth and never below it.
import type { DisplayFact, DisplayKind } from "#contracts/display.ts";
import { hourMs } from "#contracts/fact.ts";
import type { ScheduledHour, Window } from "./scheduled-hours.ts";

/** Nearest rank, ms; null without any display of this kind. Buckets of all hours add up. */
export function displayPercentile(
  display: readonly DisplayFact[],
  kind: DisplayKind,
  percent: number,
): number | null {
  const counts = new Map<number, number>();
  let total = 0;
  for (const fact of display) {
    if (fact.kind !== kind) continue;
    for (const [bound, count] of fact.buckets) {
      counts.set(bound, (counts.get(bound) ?? 0) + count);
      total += count;
    }
  }
  if (total === 0) return null;
  const rank = Math.ceil((total * percent) / 100);
  let reached = 0;
  for (const [bound, count] of [...counts].sort((a, b) => a[0] - b[0])) {
    reached += count;
    if (reached >= rank) return bound;
  }
  return null;
}

/** Display facts of hours that overlap the window. */
export function displayIn(display: readonly DisplayFact[], { from, to }: Window): DisplayFact[] {
  return display.filter(({ hour }) => hour + hourMs > from && hour < to);
}

/**
 * Scheduled hours in which no screen reported this kind: leaving out a slow hour must not help, whatever other
 * kinds it reported. An hour of which less than `graceMs` is scheduled in the window is not asked for: browsers
 * report every now and then.
 */
export function unreportedHours(
  hours: readonly ScheduledHour[],
  display: readonly DisplayFact[],
  kind: DisplayKind,
  graceMs: number,
): number {
  const reported = new Set(
    display.filter((fact) => fact.kind === kind && fact.buckets.length > 0).map(({ hour }) => hour),
  );
  return hours.filter(({ hour, scheduledMs }) => scheduledMs >= graceMs && !reported.has(hour))
    .length;
}
