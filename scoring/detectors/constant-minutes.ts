// Where in an hour a run of equal values can lie. A fact says how long the longest run was, not when; its minutes say
// in which stretches one value could have stood: minutes whose extremes are that value, with a minute on either side
// that still contains it.
import type { Fact } from "#contracts/fact.ts";

export type Stretch = {
  readonly value: number;
  /** Minutes [from, to) of the hour in which the value could have stood. */
  readonly from: number;
  readonly to: number;
  /** Minutes of them that held no other value. */
  readonly whole: { readonly from: number; readonly to: number };
};

type Extremes = { readonly low: number; readonly high: number };

function extremesOf(fact: Fact, minute: number): Extremes | null {
  const [low, high] = [fact.minuteMin[minute] ?? null, fact.minuteMax[minute] ?? null];
  return low === null || high === null ? null : { low, high };
}

function contains(fact: Fact, minute: number, value: number): boolean {
  const found = extremesOf(fact, minute);
  return found !== null && found.low <= value && value <= found.high;
}

/** Stretches around at least one minute that holds a single value, by time. */
export function constantStretches(fact: Fact): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let minute = 0;
  while (minute < 60) {
    const found = extremesOf(fact, minute);
    if (found === null || found.low !== found.high) {
      minute += 1;
      continue;
    }
    const value = found.low;
    let end = minute + 1;
    for (; end < 60; end++) {
      const next = extremesOf(fact, end);
      if (next === null || next.low !== value || next.high !== value) break;
    }
    stretches.push({
      value,
      from: contains(fact, minute - 1, value) ? minute - 1 : minute,
      to: contains(fact, end, value) ? end + 1 : end,
      whole: { from: minute, to: end },
    });
    minute = end;
  }
  return stretches;
}
