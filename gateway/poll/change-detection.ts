// Report by exception without losing the fact of reading: a record carries the signals that changed since
// the last one; a signal that is absent was read again with the same value and quality.
// The first record of a group after start, its first in every UTC hour, and its first after one that was
// dropped carry every signal.
// What was recorded is kept by value: a driver may fill the same objects again at its next read.
import { flagOfStatus, qualityOf } from "#contracts/quality.ts";
import type { Sample, ScanRecord } from "#contracts/record.ts";
import type { Value, ValueKind } from "#contracts/value.ts";
import type { Reading } from "../driver.ts";
import { ValueColumn } from "../value-column.ts";

const hourMs = 3_600_000;

export type WatchedSignal = {
  readonly id: string;
  /** Changes of a number up to this size are none; 0 keeps all. */
  readonly deadband: number;
};

export class ChangeDetection {
  readonly #equipment: string;
  readonly #scanGroup: string;
  readonly #signals: readonly WatchedSignal[];
  // What was last recorded, by index; a kind is undefined before the first.
  readonly #kinds: (ValueKind | undefined)[];
  readonly #values: ValueColumn;
  readonly #statuses: Uint32Array;
  /** Signals last recorded as anything but bad. */
  #usable = 0;
  #failing = false;
  #hour: number | undefined;

  constructor(equipment: string, scanGroup: string, signals: readonly WatchedSignal[]) {
    this.#equipment = equipment;
    this.#scanGroup = scanGroup;
    this.#signals = signals;
    this.#kinds = new Array<ValueKind | undefined>(signals.length).fill(undefined);
    this.#values = new ValueColumn(signals.length);
    this.#statuses = new Uint32Array(signals.length);
  }

  /** The log says of at least one signal that it can be used. */
  get usable(): boolean {
    return this.#usable > 0;
  }

  /** The last record never reached the log: nothing may count as unchanged since, and no badness as told. */
  forget(): void {
    this.#hour = undefined;
    this.#failing = false;
  }

  /**
   * The record of a completed scan.
   * @param readings one per signal, in order. @param gatewayTime ms UTC, when the scan completed.
   */
  record(readings: readonly Reading[], gatewayTime: number): ScanRecord {
    const hour = Math.floor(gatewayTime / hourMs);
    const full = hour !== this.#hour;
    this.#hour = hour;
    this.#failing = false;
    const samples: Sample[] = [];
    for (let i = 0; i < this.#signals.length; i += 1) {
      const signal = this.#signals[i];
      const reading = readings[i];
      if (signal === undefined || reading === undefined) continue;
      if (!full && this.#isSame(i, reading, signal.deadband)) continue;
      samples.push(this.#sample(i, signal.id, reading));
    }
    return {
      kind: "scan",
      gatewayTime,
      equipment: this.#equipment,
      scanGroup: this.#scanGroup,
      samples,
    };
  }

  /**
   * Nothing is known of any signal any more: a record on the turn to bad only, then undefined until a scan
   * is recorded again; undefined too when all was bad in the same way before, because an empty record would
   * claim a reading. @param status raw OPC UA status. @param gatewayTime ms UTC
   */
  turnBad(status: number, gatewayTime: number): ScanRecord | undefined {
    if (this.#failing) return undefined;
    const reading: Reading = {
      kind: "null",
      value: null,
      status,
      sourceTime: gatewayTime,
      asked: true,
    };
    const record = this.record(new Array<Reading>(this.#signals.length).fill(reading), gatewayTime);
    this.#failing = true;
    return record.samples.length === 0 ? undefined : record;
  }

  #sample(i: number, signal: string, { kind, value, status, sourceTime }: Reading): Sample {
    if (this.#kinds[i] !== undefined && qualityOf(this.#statuses[i] ?? 0) !== "bad") {
      this.#usable -= 1;
    }
    if (qualityOf(status) !== "bad") this.#usable += 1;
    const kept = value instanceof Uint8Array ? value.slice() : value;
    this.#kinds[i] = kind;
    this.#values.set(i, kept);
    this.#statuses[i] = status;
    return { signal, sourceTime, kind, value: kept, status, flag: flagOfStatus(status) };
  }

  /** Flags follow from the status, so that comparing the status is enough. */
  #isSame(i: number, reading: Reading, deadband: number): boolean {
    if (this.#statuses[i] !== reading.status || this.#kinds[i] !== reading.kind) return false;
    const last = this.#values.get(i);
    if (Object.is(last, reading.value)) return true;
    if (deadband > 0 && typeof last === "number" && typeof reading.value === "number") {
      return Math.abs(reading.value - last) <= deadband;
    }
    return isSameBytes(last, reading.value);
  }
}

function isSameBytes(a: Value, b: Value): boolean {
  return (
    a instanceof Uint8Array &&
    b instanceof Uint8Array &&
    a.length === b.length &&
    a.every((byte, i) => byte === b[i])
  );
}
