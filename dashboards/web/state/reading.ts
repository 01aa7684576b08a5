// One signal now, as every part of the page shows it: what it says, how far it may be trusted, whether
// it is the present. One place decides, so that picture, table and overview never disagree.
import type { Equipment, Signal } from "#contracts/line-model.ts";
import type { LastValue } from "#contracts/live.ts";
import { type Quality, qualityOf } from "#contracts/quality.ts";
import { type Freshness, freshnessOf } from "./freshness.ts";
import { type LiveSnapshot, signalKey } from "./live-store.ts";

export type Reading = {
  readonly equipment: Equipment;
  readonly signal: Signal;
  readonly value: LastValue | undefined;
  /** undefined: never read. */
  readonly quality: Quality | undefined;
  /** undefined: never read, or the host's time is not known yet. */
  readonly freshness: Freshness | undefined;
  /** Only a fresh and good number can be beyond its alarm limit. */
  readonly beyond: "high" | "low" | undefined;
};

export function scanIntervalOf(equipment: Equipment, signal: Signal): number {
  return equipment.scanGroups.find(({ id }) => id === signal.scanGroup)?.intervalMs ?? 1000;
}

function beyondOf(signal: Signal, value: LastValue): Reading["beyond"] {
  const { low, high } = signal.alarm ?? {};
  if (typeof value.value !== "number") return undefined;
  if (high !== undefined && value.value > high) return "high";
  return low !== undefined && value.value < low ? "low" : undefined;
}

export function readingOf(
  equipment: Equipment,
  signal: Signal,
  live: LiveSnapshot,
  now: number | undefined,
): Reading {
  const value = live.values.get(signalKey(equipment.id, signal.id));
  if (value === undefined) {
    const nothing = { value: undefined, quality: undefined, freshness: undefined };
    return { equipment, signal, ...nothing, beyond: undefined };
  }
  const quality = qualityOf(value.status);
  const freshness =
    now === undefined
      ? undefined
      : freshnessOf(value, {
          now,
          connection: live.connection.state,
          link: live.links.find(({ gateway }) => gateway === signal.gateway),
          scanIntervalMs: scanIntervalOf(equipment, signal),
        });
  const present = quality === "good" && freshness?.state === "fresh";
  const beyond = present ? beyondOf(signal, value) : undefined;
  return { equipment, signal, value, quality, freshness, beyond };
}

/** Good and fresh: the only values that may speak for the present. */
export function isPresent({ quality, freshness }: Reading): boolean {
  return quality === "good" && freshness?.state === "fresh";
}

/** The number, where it is one and may be trusted, fresh or not; for bars and sums. */
export function goodNumber({ value, quality }: Reading): number | null {
  return quality === "good" && typeof value?.value === "number" ? value.value : null;
}
