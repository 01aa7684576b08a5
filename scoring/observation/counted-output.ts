// How much a counter counted in [from, to), from the extremes of its minutes. A counter that falls was reset: it counts
// on from the lowest value seen after the fall. A gap costs nothing where the counter stands higher after it; where it
// stands lower, nobody knows what was made in between. What was made before the first value and after the last one
// nobody knows either: how long that was is said beside the number.
//
// Extremes do not say in which order the values of a minute came. Where that matters the next value decides, so that no
// more than what was made in one minute is counted wrongly: not a whole shift's count that a controller clears a
// moment after the shift began, and not the count itself where one scan read 0.
import { type Fact, hourMs } from "#contracts/fact.ts";

export type CountedOutput = {
  readonly made: number;
  readonly resets: number;
  /** Before the first value and after the last one, ms. */
  readonly unknownMs: number;
};

const minuteMs = 60_000;

type Minute = { readonly at: number; readonly low: number; readonly high: number };

function knownMinutes(facts: ReadonlyMap<number, Fact>, from: number, to: number): Minute[] {
  const found: Minute[] = [];
  for (let at = from; at < to; at += minuteMs) {
    const hour = Math.floor(at / hourMs) * hourMs;
    const fact = facts.get(hour);
    const minute = Math.floor((at - hour) / minuteMs);
    const low = fact?.minuteMin[minute] ?? null;
    const high = fact?.minuteMax[minute] ?? null;
    if (low !== null && high !== null) found.push({ at, low, high });
  }
  return found;
}

type Progress = { readonly last: number; readonly made: number; readonly resets: number };

/** A counter that stood higher before it was cleared in this minute counts on from the lowest value. */
function begin({ low, high }: Minute, next: Minute | undefined): Progress {
  const wasCleared = next !== undefined && next.low >= low && next.low < high;
  return wasCleared
    ? { last: low, made: 0, resets: 1 }
    : { last: high, made: high - low, resets: 0 };
}

/** The next minute after `before`; null where the counter fell across a gap. */
function count(
  before: Progress,
  { low, high }: Minute,
  next: Minute | undefined,
  isGap: boolean,
): Progress | null {
  const { last, made, resets } = before;
  if (low >= last) return { last: high, made: made + high - last, resets };
  if (isGap) return null;
  // Fallen before the minute began.
  if (high < last) return { last: high, made: made + high - low, resets: resets + 1 };
  // It goes on from the highest value: one scan read too little, or so little was made before the fall.
  if (next !== undefined && next.low >= high)
    return { last: high, made: made + high - last, resets };
  return { last: low, made: made + high - last, resets: resets + 1 };
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
  const minutes = knownMinutes(facts, from, to);
  const [first] = minutes;
  const end = minutes.at(-1);
  if (first === undefined || end === undefined) return null;
  let progress = begin(first, minutes[1]);
  for (let i = 1; i < minutes.length; i++) {
    const [before, minute] = [minutes[i - 1], minutes[i]];
    if (before === undefined || minute === undefined) continue;
    const isGap = minute.at - before.at > minuteMs;
    const counted = count(progress, minute, minutes[i + 1], isGap);
    if (counted === null) return null;
    progress = counted;
  }
  const unknownMs = first.at - from + (to - minuteMs - end.at);
  return { made: progress.made, resets: progress.resets, unknownMs };
}
