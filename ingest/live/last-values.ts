// Newest known value of every signal of one site. A historical delivery never overwrites a newer value;
// a scan makes all signals of its group fresh, because those that are absent were read again unchanged.
// Invariant: no time is ever made up; a value from a birth stays stale until a scan of its group comes.
import type { LineModel } from "#contracts/line-model.ts";
import type { LastValue } from "#contracts/live.ts";
import type { Flag } from "#contracts/quality.ts";
import type { ScanRecord } from "#contracts/record.ts";
import type { Value } from "#contracts/value.ts";
import type { BirthValue } from "../subscribe/birth.ts";
import { shownValue } from "./shown-value.ts";

type Group = {
  /** Gateway time of the newest scan; null before the first. */
  readTime: number | null;
  fresh: boolean;
  /** By signal. */
  readonly entries: Map<string, Entry>;
};

type Entry = {
  readonly equipment: string;
  readonly signal: string;
  value: Value;
  sourceTime: number;
  status: number;
  flag: Flag;
  group: Group | undefined;
};

export class LastValues {
  readonly #entries = new Map<string, Entry>();
  readonly #groups = new Map<string, Map<string, Group>>();
  /** Scan group of a signal by the line model, for values that a birth brings first. */
  readonly #declared = new Map<string, string>();
  #changed = new Set<Entry>();

  constructor(model: LineModel) {
    for (const line of model.lines) {
      for (const equipment of line.equipment) {
        for (const { id, scanGroup } of equipment.signals) {
          this.#declared.set(`${equipment.id}/${id}`, scanGroup);
        }
      }
    }
  }

  /** A durable scan. @param linked false: its equipment was lost before the scan was durable. */
  scan(record: ScanRecord, historical: boolean, linked = true): void {
    const { equipment, gatewayTime } = record;
    const group = this.#group(equipment, record.scanGroup);
    for (const sample of record.samples) {
      const entry =
        group.entries.get(sample.signal) ?? this.#entry(equipment, sample.signal, group);
      if (historical && entry.sourceTime >= sample.sourceTime) continue;
      entry.value = sample.value;
      entry.sourceTime = sample.sourceTime;
      entry.status = sample.status;
      entry.flag = sample.flag;
      this.#changed.add(entry);
    }
    if (historical) return;
    group.readTime = gatewayTime;
    group.fresh = linked;
    for (const entry of group.entries.values()) this.#changed.add(entry);
  }

  /** Last values of a device's birth: known, never fresh. */
  birth(equipment: string, values: readonly BirthValue[]): void {
    this.stale(equipment);
    for (const { signal, sourceTime, value, status, flag } of values) {
      const declared = this.#declared.get(`${equipment}/${signal}`);
      const group = declared === undefined ? undefined : this.#group(equipment, declared);
      const entry = this.#entry(equipment, signal, group);
      if (sourceTime === null || entry.sourceTime > sourceTime) continue;
      Object.assign(entry, { value, sourceTime, status, flag });
      this.#changed.add(entry);
    }
  }

  /** The link of a device is down: what is known of it is no longer fresh. */
  stale(equipment: string): void {
    for (const group of this.#groups.get(equipment)?.values() ?? []) {
      if (!group.fresh) continue;
      group.fresh = false;
      for (const entry of group.entries.values()) this.#changed.add(entry);
    }
  }

  all(): LastValue[] {
    return [...this.#entries.values()].filter(isKnown).map(lastValue);
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  /** What changed since the last call. */
  takeChanges(): LastValue[] {
    const changed = [...this.#changed].filter(isKnown).map(lastValue);
    this.#changed = new Set();
    return changed;
  }

  #group(equipment: string, scanGroup: string): Group {
    let groups = this.#groups.get(equipment);
    if (groups === undefined) {
      groups = new Map();
      this.#groups.set(equipment, groups);
    }
    let group = groups.get(scanGroup);
    if (group === undefined) {
      group = { readTime: null, fresh: false, entries: new Map() };
      groups.set(scanGroup, group);
    }
    return group;
  }

  #entry(equipment: string, signal: string, group: Group | undefined): Entry {
    const key = `${equipment}/${signal}`;
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      const sourceTime = Number.NEGATIVE_INFINITY;
      entry = {
        equipment,
        signal,
        value: null,
        sourceTime,
        status: 0,
        flag: "N",
        group: undefined,
      };
      this.#entries.set(key, entry);
    }
    if (group !== undefined && entry.group !== group) {
      entry.group?.entries.delete(signal);
      entry.group = group;
      group.entries.set(signal, entry);
    }
    return entry;
  }
}

/** A signal that was born without a value has nothing to show. */
function isKnown(entry: Entry): boolean {
  return entry.sourceTime !== Number.NEGATIVE_INFINITY;
}

function lastValue(entry: Entry): LastValue {
  const { equipment, signal, sourceTime, status, flag, group } = entry;
  return {
    equipment,
    signal,
    value: shownValue(entry.value),
    sourceTime,
    readTime: group?.readTime ?? sourceTime,
    status,
    flag,
    stale: group?.fresh !== true,
  };
}
