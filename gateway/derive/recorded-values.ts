// What the log says that derived signals were at last, for those that go on from there (counters, counted edges).
// The log is read backwards once for all of them, when the first one asks.
import { isGood } from "#contracts/quality.ts";
import type { LogRecord } from "#contracts/record.ts";
import type { Clock } from "#contracts/time.ts";
import type { EquipmentConfig } from "../config/equipment.ts";
import type { Recalled } from "./derivation.ts";

/** A later question reads anew: equipment may have been changed and recorded since. */
const freshMs = 5_000;

export class RecordedValues {
  readonly #records: () => Iterable<LogRecord>;
  readonly #clock: Clock;
  #found = new Map<string, Recalled>();
  #foundAt = Number.NEGATIVE_INFINITY;
  #wanted: ReadonlySet<string>;

  /** @param records the newest first. */
  constructor(
    equipment: readonly EquipmentConfig[],
    records: () => Iterable<LogRecord>,
    clock: Clock,
  ) {
    this.#wanted = recallingSignals(equipment);
    this.#records = records;
    this.#clock = clock;
  }

  /** Other equipment is polled from now on. */
  change(equipment: readonly EquipmentConfig[]): void {
    this.#wanted = recallingSignals(equipment);
    this.#foundAt = Number.NEGATIVE_INFINITY;
  }

  /** The last good number of a derived signal. */
  recall(equipment: string, signal: string): Recalled | undefined {
    const now = this.#clock.monotonic();
    if (now - this.#foundAt > freshMs) {
      this.#found = this.#search();
      this.#foundAt = now;
    }
    return this.#found.get(keyOf(equipment, signal));
  }

  #search(): Map<string, Recalled> {
    const found = new Map<string, Recalled>();
    if (this.#wanted.size === 0) return found;
    for (const record of this.#records()) {
      if (record.kind === "scan") this.#take(record, found);
      if (found.size === this.#wanted.size) break;
    }
    return found;
  }

  #take({ equipment, samples }: LogRecord & { kind: "scan" }, found: Map<string, Recalled>): void {
    for (const { signal, value, status, sourceTime } of samples) {
      const key = keyOf(equipment, signal);
      if (!this.#wanted.has(key) || found.has(key)) continue;
      if (isGood(status) && typeof value === "number") found.set(key, { value, sourceTime });
    }
  }
}

function recallingSignals(equipment: readonly EquipmentConfig[]): ReadonlySet<string> {
  return new Set(
    equipment.flatMap(({ id, scanGroups }) =>
      scanGroups
        .flatMap(({ signals }) => signals)
        .filter(({ derived }) => derived?.recalls === true)
        .map((signal) => keyOf(id, signal.id)),
    ),
  );
}

function keyOf(equipment: string, signal: string): string {
  return JSON.stringify([equipment, signal]);
}
