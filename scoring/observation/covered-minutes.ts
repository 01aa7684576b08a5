// How much of the scheduled time of a window one signal covers, by minute: minutes with a good scan, or
// minutes in which a source time lies (fresh). The denominator is the calendar's, so a gateway that is off
// and an hour without a fact are not covered.
//
// A scan vouches for its minute. Where scans are a minute or more apart it vouches for the minutes up to the
// next scan and one more, because no scan comes exactly on time.
import type { Fact } from "#contracts/fact.ts";
import { hourMs } from "#contracts/fact.ts";
import { countMinutes, hasMinute } from "./minute-mask.ts";
import type { ScheduledHour } from "./scheduled-hours.ts";

/** In minutes; parts of minutes at the edges of shifts and window. */
export type CoveredMinutes = {
  readonly scheduled: number;
  readonly covered: number;
  /** Scheduled in hours of which there is no fact. */
  readonly withoutFact: number;
};

export type MaskName = "validMinutes" | "freshMinutes";

const minuteMs = 60_000;

/** Share of a minute that counts; whole where the hour says nothing of its minutes. */
export function shareOf(minutes: ScheduledHour["minutes"], minute: number): number {
  return minutes === null ? 1 : (minutes[minute] ?? 0);
}

/** Minutes for which a scan vouches. */
export function vouchedMinutes(intervalMs: number): number {
  return intervalMs < minuteMs ? 1 : Math.floor(intervalMs / minuteMs) + 1;
}

/** Whether minute 0..59 of the hour is covered by a scan in it, or shortly before it. */
export function isCovered(
  facts: ReadonlyMap<number, Fact>,
  hour: number,
  minute: number,
  vouched: number,
  mask: MaskName,
): boolean {
  for (let back = 0; back < vouched; back++) {
    const at = minute - back;
    const hoursBack = Math.ceil(Math.max(0, -at) / 60);
    const fact = facts.get(hour - hoursBack * hourMs);
    if (fact !== undefined && hasMinute(fact[mask], at + hoursBack * 60)) return true;
  }
  return false;
}

/** Scheduled minutes of an hour that are covered. */
function coveredInHour(
  { hour, minutes }: ScheduledHour,
  facts: ReadonlyMap<number, Fact>,
  fact: Fact,
  vouched: number,
  mask: MaskName,
): number {
  if (minutes === null && vouched === 1) return countMinutes(fact[mask]);
  let covered = 0;
  for (let minute = 0; minute < 60; minute++) {
    const share = shareOf(minutes, minute);
    if (share > 0 && isCovered(facts, hour, minute, vouched, mask)) covered += share;
  }
  return covered;
}

/** @param intervalMs scan interval of the signal. */
export function coveredMinutes(
  intervalMs: number,
  hours: readonly ScheduledHour[],
  facts: ReadonlyMap<number, Fact> | undefined,
  mask: MaskName = "validMinutes",
): CoveredMinutes {
  const vouched = vouchedMinutes(intervalMs);
  const sum = { scheduled: 0, covered: 0, withoutFact: 0 };
  for (const hour of hours) {
    const scheduled = hour.scheduledMs / minuteMs;
    const fact = facts?.get(hour.hour);
    sum.scheduled += scheduled;
    if (facts === undefined || fact === undefined) sum.withoutFact += scheduled;
    else sum.covered += coveredInHour(hour, facts, fact, vouched, mask);
  }
  return sum;
}
