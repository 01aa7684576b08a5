// How much a counter counted in [from, to), from the extremes of its minutes. A counter that falls was reset: it counts
// on from the lowest value seen after the fall. A gap costs nothing where the counter stands higher after it; where it
// stands lower, nobody knows what was made in between.
import { type Fact, hourMs } from "#contracts/fact.ts";

export type CountedOutput = {
  readonly made: number;
  readonly resets: number;
};

type Minute = { readonly low: number; readonly high: number };

function minuteAt(facts: ReadonlyMap<number, Fact>, at: number): Minute | null {
  const hour = Math.floor(at / hourMs) * hourMs;
  const fact = facts.get(hour);
  const minute = Math.floor((at - hour) / 60_000);
  const low = fact?.minuteMin[minute] ?? null;
  const high = fact?.minuteMax[minute] ?? null;
  return low === null || high === null ? null : { low, high };
}

type Progress = { readonly last: number; readonly made: number; readonly resets: number };

/** The next minute after `before`; null where the counter fell across a gap. */
function count(before: Progress, { low, high }: Minute, isGap: boolean): Progress | null {
  const { last, made, resets } = before;
  if (low >= last) return { last: high, made: made + high - last, resets };
  if (isGap) return null;
  // Values from before the fall reach the last one; else the whole minute came after it.
  return high >= last
    ? { last: low, made: made + high - last, resets: resets + 1 }
    : { last: high, made: made + high - low, resets: resets + 1 };
}

/**
 * @param from to ms UTC, whole minutes. Null where it cannot be told: no value, or a fall across a gap.
 * It begins with the lowest value of the first minute: what lies before `from` is never looked at, so that the
 * answer rests on the facts of the interval alone.
 */
export function countedOutput(
  facts: ReadonlyMap<number, Fact>,
  from: number,
  to: number,
): CountedOutput | null {
  let progress: Progress | null = null;
  let isGap = false;
  for (let at = from; at < to; at += 60_000) {
    const minute = minuteAt(facts, at);
    if (minute === null) {
      isGap = true;
      continue;
    }
    progress = count(progress ?? { last: minute.low, made: 0, resets: 0 }, minute, isGap);
    if (progress === null) return null;
    isGap = false;
  }
  return progress === null ? null : { made: progress.made, resets: progress.resets };
}
