// OEE of one shift of one line: what was shown, and what comes out when it is worked out again from states, counters
// and the locked ideal rate (ISO 22400-2):
//   availability  A = APT ÷ PBT    producing time ÷ (shift − planned stops: categories maintenance and stopped)
//   effectiveness E = PQ ÷ rate ÷ APT      quality ratio Q = GQ ÷ PQ      OEE = A · E · Q = GQ ÷ rate ÷ PBT
// Where states or counts are not known nothing is worked out; a shift that was planned down has no OEE.
import type { Fact } from "#contracts/fact.ts";
import { hourMs } from "#contracts/fact.ts";
import type { Equipment } from "#contracts/line-model.ts";
import { countedOutput } from "./counted-output.ts";
import type { FactIndex } from "./fact-index.ts";
import { scannedSignals } from "./machine-signals.ts";
import { statesOf, stateTime } from "./machine-states.ts";
import type { RequiredSignal } from "./required-signals.ts";
import type { Shift } from "./shifts.ts";

export type ShiftOee =
  | { readonly kind: "worked-out"; readonly oee: number; readonly effectiveness: number }
  /** No planned busy time: the shift has no OEE. */
  | { readonly kind: "planned-down" }
  | { readonly kind: "unknown"; readonly why: "facts" | "states" | "counters" };

const noFacts: ReadonlyMap<number, Fact> = new Map();

export function signalFor(machine: Equipment, purpose: string): RequiredSignal | undefined {
  return scannedSignals(machine).find(({ signal }) => signal.purpose === purpose);
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
  const [total, good] = ["output.total", "output.good"].map((purpose) =>
    signalFor(machine, purpose),
  );
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
  const [made, fit] = [total, good].map(({ key }) =>
    countedOutput(facts.get(key) ?? noFacts, shift.from, shift.to),
  );
  if (made == null || fit == null) return { kind: "unknown", why: "counters" };
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
 * The last good OEE within the shift, as the lowest and highest of its minute, 0..1; null when none was shown.
 * A minute in which it jumps by more than `jump` is the next shift's reset seen early: the minute before stands.
 */
export function shownOee(
  facts: FactIndex,
  { key, signal }: RequiredSignal,
  shift: Shift,
  jump: number,
): Shown | null {
  const own = facts.get(key);
  if (own === undefined) return null;
  const scale = signal.unit === "P1" ? 0.01 : 1;
  const scaled = (shown: Shown): Shown => ({ low: shown.low * scale, high: shown.high * scale });
  for (let at = shift.to - 60_000; at >= shift.from; at -= 60_000) {
    const found = shownInMinute(own, at);
    if (found === null) continue;
    const shown = scaled(found);
    const before = at - 60_000 >= shift.from ? shownInMinute(own, at - 60_000) : null;
    return shown.high - shown.low > jump && before !== null ? scaled(before) : shown;
  }
  return null;
}
