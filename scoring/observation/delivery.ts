// What one signal delivered in the scheduled time of a window, in scans.
//
// Expected comes from the locked line model and the calendar alone: scheduled time in the window ÷ scan
// interval, whether the gateway was on or not. A fact is hourly; of an hour that is only partly scheduled
// or partly in the window, no more counts as good than can be shown to lie in that part:
//   good = min( expected there,
//               what its valid minutes there can hold at the scan interval,
//               good of the hour − what its valid minutes elsewhere can hold ), at least 0.
// So scans of another time never fill a hole, and neither does faster scanning.
import type { Fact } from "#contracts/fact.ts";
import { countMinutes, hasMinute } from "./minute-mask.ts";
import type { RequiredSignal } from "./required-signals.ts";
import type { ScheduledHour } from "./scheduled-hours.ts";

export type Delivery = {
  readonly expected: number;
  readonly received: number;
  readonly good: number;
  /** Of those received, flagged S (entered by hand). */
  readonly manual: number;
  /** Expected in hours of which there is no fact at all. */
  readonly withoutFact: number;
  /** Highest revision read; 0 without facts. */
  readonly revision: number;
};

/** Minutes with a good scan, in the part that counts (weighted) and elsewhere. */
function validMinutes(mask: string, minutes: readonly number[] | null) {
  if (minutes === null) return { inside: countMinutes(mask), outside: 0 };
  let inside = 0;
  let outside = 0;
  for (let minute = 0; minute < 60; minute++) {
    if (!hasMinute(mask, minute)) continue;
    const share = minutes[minute] ?? 0;
    if (share > 0) inside += share;
    else outside += 1;
  }
  return { inside, outside };
}

function deliverHour(hour: ScheduledHour, intervalMs: number, fact: Fact) {
  const expected = hour.scheduledMs / intervalMs;
  const perMinute = Math.max(1, 60_000 / intervalMs);
  const { inside, outside } = validMinutes(fact.validMinutes, hour.minutes);
  const good = Math.max(
    0,
    Math.min(expected, inside * perMinute, fact.good - outside * perMinute, fact.received),
  );
  // Scans that were not good carry no minute; they are spread evenly over the scheduled time.
  const bad = Math.max(0, fact.received - fact.good) * (hour.scheduledMs / hour.wholeHourMs);
  const received = Math.min(expected, good + bad);
  const manual = fact.received === 0 ? 0 : received * (fact.byFlag.S / fact.received);
  return { expected, received, good, manual };
}

/** Sums one signal over the hours, in their order. */
export function deliveryOf(
  { intervalMs }: Pick<RequiredSignal, "intervalMs">,
  hours: readonly ScheduledHour[],
  facts: ReadonlyMap<number, Fact> | undefined,
): Delivery {
  const sum = { expected: 0, received: 0, good: 0, manual: 0, withoutFact: 0, revision: 0 };
  for (const hour of hours) {
    const fact = facts?.get(hour.hour);
    if (fact === undefined) {
      sum.expected += hour.scheduledMs / intervalMs;
      sum.withoutFact += hour.scheduledMs / intervalMs;
      continue;
    }
    const part = deliverHour(hour, intervalMs, fact);
    sum.expected += part.expected;
    sum.received += part.received;
    sum.good += part.good;
    sum.manual += part.manual;
    sum.revision = Math.max(sum.revision, fact.revision);
  }
  return sum;
}
