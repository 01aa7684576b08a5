// What a machine does now, or why that is not known. Nothing that was true before a loss stands as present.
import type { Equipment, StateCategory } from "#contracts/line-model.ts";
import type { LinkState } from "#contracts/live.ts";
import { status } from "#contracts/quality.ts";
import type { LiveSnapshot } from "./live-store.ts";
import { isPresent, type Reading, readingOf } from "./reading.ts";

type StateRow = NonNullable<Equipment["signals"][number]["states"]>[number];

export type MachineCondition =
  /** It is on the list, and not one usable value of it ever came. */
  | { readonly kind: "never" }
  /** since: host time, ms UTC; undefined when it is not known. */
  | { readonly kind: "lost"; readonly since: number | undefined; readonly before: StateRow | null }
  /** Connected, but its state is bad, late or not in its table. */
  | { readonly kind: "unknown" }
  /** since: when the state was first true at its source, as far as the stream told. */
  | { readonly kind: "state"; readonly state: StateRow; readonly since: number };

const unreachable: readonly number[] = [
  status.badCommunication,
  status.badTimeout,
  status.badNotConnected,
  status.badWaitingForInitialData,
];

function neverAnswered(readings: readonly Reading[]): boolean {
  return readings.every(
    ({ value }) =>
      value === undefined ||
      (value.value === null &&
        (value.stale || unreachable.includes((value.status & 0xffff0000) >>> 0))),
  );
}

type Down = { readonly since: number | undefined };

function linkDown(equipment: Equipment, links: readonly LinkState[]): Down | undefined {
  const gateways = new Set(equipment.signals.map(({ gateway }) => gateway));
  const own = links.filter(({ gateway }) => gateways.has(gateway));
  if (own.length === 0) return undefined;
  for (const link of own) {
    if (link.online && link.devices.every((d) => d.equipment !== equipment.id || d.online)) {
      return undefined;
    }
  }
  const [first] = own;
  if (first === undefined || !first.online) return { since: first?.since };
  return { since: first.devices.find((d) => d.equipment === equipment.id)?.since };
}

function stateRow(reading: Reading | undefined): StateRow | null {
  return reading?.signal.states?.find(({ value }) => value === reading.value?.value) ?? null;
}

export function stateSignalOf(equipment: Equipment): Equipment["signals"][number] | undefined {
  return equipment.signals.find(
    ({ purpose, states }) => purpose === "state" && states !== undefined,
  );
}

export function conditionOf(
  equipment: Equipment,
  live: LiveSnapshot,
  now: number | undefined,
): MachineCondition {
  const readings = equipment.signals.map((signal) => readingOf(equipment, signal, live, now));
  const stateSignal = stateSignalOf(equipment);
  const own = readings.find(({ signal }) => signal === stateSignal);
  const before = stateRow(own);
  if (live.connection.state === "connecting") return { kind: "unknown" };
  if (neverAnswered(readings)) return { kind: "never" };
  if (live.connection.state === "lost") {
    return { kind: "lost", since: live.connection.since, before };
  }
  const down = linkDown(equipment, live.links);
  if (down !== undefined) return { kind: "lost", since: down.since, before };
  if (own?.value === undefined || before === null || !isPresent(own)) return { kind: "unknown" };
  return { kind: "state", state: before, since: own.value.sourceTime };
}

/** The category, or what stands in its place. */
export type ConditionLook = StateCategory | "unknown" | "lost" | "never";

export function lookOf(condition: MachineCondition): ConditionLook {
  return condition.kind === "state" ? condition.state.category : condition.kind;
}
