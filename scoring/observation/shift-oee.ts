// OEE of one shift of one line: what was shown, and what comes out when it is worked out again from states, counters
// and the locked ideal rate (ISO 22400-2):
//   availability  A = APT ÷ PBT    producing time ÷ (shift − planned stops: categories maintenance and stopped)
//   effectiveness E = PQ ÷ rate ÷ APT      quality ratio Q = GQ ÷ PQ      OEE = A · E · Q = GQ ÷ rate ÷ PBT
// Where states or counts are not known nothing is worked out; a shift that was planned down has no OEE. Counts come from
// counters (class CNT): a calculated number is never evidence by itself, or a firm could count backwards from its OEE.
import type { Fact } from "#contracts/fact.ts";
import { hourMs } from "#contracts/fact.ts";
import type { Equipment } from "#contracts/line-model.ts";
import { countedOutput } from "./counted-output.ts";
import { vouchedMinutes } from "./covered-minutes.ts";
import type { FactIndex } from "./fact-index.ts";
import { scannedSignals } from "./machine-signals.ts";
import { statesOf, stateTime } from "./machine-states.ts";
import type { RequiredSignal } from "./required-signals.ts";
import type { Shift } from "./shifts.ts";

export type ShiftOee =
  | { readonly kind: "worked-out"; readonly oee: number; readonly effectiveness: number }
  /** No planned busy time: the shift has no OEE. */
  | { readonly kind: "planned-down" }
  | {
      readonly kind: "unknown";
      readonly why: "facts" | "states" | "counters" | "contradiction";
    };

const noFacts: ReadonlyMap<number, Fact> = new Map();

export function signalFor(machine: Equipment, purpose: string): RequiredSignal | undefined {
  return scannedSignals(machine).find(({ signal }) => signal.purpose === purpose);
}

export function counterFor(
  machine: Equipment,
  purpose: "output.total" | "output.good",
): RequiredSignal | undefined {
  return scannedSignals(machine).find(
    ({ signal }) => signal.purpose === purpose && signal.class === "CNT",
  );
}

/** How long of a shift nothing may be known of a signal: the share that states have, and what no scan vouches for. */
function allowedGapMs({ from, to }: Shift, { intervalMs }: RequiredSignal, minKnownRatio: number) {
  const noisyEdge = (vouchedMinutes(intervalMs) - 1) * 60_000;
  return (to - from) * (1 - minKnownRatio) + noisyEdge;
}

/** Counters are read one after the other, and what a minute holds is in no order: that much more may be good. */
function contradicts(good: number, made: number): boolean {
  return good > made * 1.01 + 1;
}

function hoursOf({ from, to }: Shift): readonly number[] {
  const hours: number[] = [];
  for (let hour = Math.floor(from / hourMs) * hourMs; hour < to; hour += hourMs) hours.push(hour);
  return hours;
}

/** Whether every hour of the shift has a fact of the signal. */
export function hasFacts(facts: FactIndex, key: string, shift: Shift): boolean {
  const own = facts.get(key);
  return own !== undefined && hoursOf(shift).every((hour) => own.has(hour));
}

/** @param perHour ideal rate of the one product. @param minKnownRatio share of the shift whose state must be known. */
export function workOutOee(
  facts: FactIndex,
  machine: Equipment,
  shift: Shift,
  perHour: number,
  minKnownRatio: number,
): ShiftOee {
  const states = statesOf(machine, facts);
  const [total, good] = [counterFor(machine, "output.total"), counterFor(machine, "output.good")];
  if (states === null) return { kind: "unknown", why: "states" };
  if (total === undefined || good === undefined) return { kind: "unknown", why: "counters" };
  const isWhole =
    [total.key, good.key].every((key) => hasFacts(facts, key, shift)) &&
    hoursOf(shift).every((hour) => states.facts.has(hour));
  if (!isWhole) return { kind: "unknown", why: "facts" };

  const length = shift.to - shift.from;
  const { known, unknown } = stateTime(states, shift.from, shift.to);
  if (unknown > length * (1 - minKnownRatio)) return { kind: "unknown", why: "states" };
  const planned = (known.get("maintenance") ?? 0) + (known.get("stopped") ?? 0);
  const busyMs = length - planned - unknown;
  if (busyMs <= 0) return { kind: "planned-down" };
  const [made, fit] = [total, good].map((counter) => {
    const counted = countedOutput(facts.get(counter.key) ?? noFacts, shift.from, shift.to);
    const allowed = allowedGapMs(shift, counter, minKnownRatio);
    return counted === null || counted.unknownMs > allowed ? null : counted;
  });
  if (made == null || fit == null) return { kind: "unknown", why: "counters" };
  if (contradicts(fit.made, made.made)) return { kind: "unknown", why: "contradiction" };
  const producingMs = known.get("producing") ?? 0;
  return {
    kind: "worked-out",
    oee: fit.made / perHour / (busyMs / hourMs),
    effectiveness: producingMs === 0 ? 0 : made.made / perHour / (producingMs / hourMs),
  };
}

type Shown = { readonly low: number; readonly high: number };

function shownInMinute(facts: ReadonlyMap<number, Fact>, at: number): Shown | null {
  const hour = Math.floor(at / hourMs) * hourMs;
  const minute = Math.floor((at - hour) / 60_000);
  const low = facts.get(hour)?.minuteMin[minute] ?? null;
  const high = facts.get(hour)?.minuteMax[minute] ?? null;
  return low === null || high === null ? null : { low, high };
}

/**
 * The OEE shown at the end of the shift, as the lowest and highest of its minute, 0..1; null when none was. One that was
 * shown last long before the end is not of this shift, but of a part that somebody chose.
 * A minute in which it jumps by more than `jump` is the next shift's reset seen early: the minute before stands.
 */
export function shownOee(
  facts: FactIndex,
  oee: RequiredSignal,
  shift: Shift,
  jump: number,
  minKnownRatio: number,
): Shown | null {
  const { key, signal } = oee;
  const own = facts.get(key);
  if (own === undefined) return null;
  const scale = signal.unit === "P1" ? 0.01 : 1;
  const scaled = (shown: Shown): Shown => ({ low: shown.low * scale, high: shown.high * scale });
  const earliest = shift.to - 60_000 - allowedGapMs(shift, oee, minKnownRatio);
  for (let at = shift.to - 60_000; at >= Math.max(shift.from, earliest); at -= 60_000) {
    const found = shownInMinute(own, at);
    if (found === null) continue;
    const shown = scaled(found);
    const before = at - 60_000 >= shift.from ? shownInMinute(own, at - 60_000) : null;
    return shown.high - shown.low > jump && before !== null ? scaled(before) : shown;
  }
  return null;
}
