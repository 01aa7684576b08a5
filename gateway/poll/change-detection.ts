// Report by exception without losing the fact of reading: a record carries the signals that changed since
// the last one; a signal that is absent was read again with the same value and quality.
// The first record of a group after start, its first in every UTC hour, and its first after one that was
// dropped carry every signal.
import { flagOfStatus } from "#contracts/quality.ts";
import type { Sample, ScanRecord } from "#contracts/record.ts";
import type { Value } from "#contracts/value.ts";
import type { Reading } from "../driver.ts";

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
  /** The readings last recorded. */
  readonly #last: (Reading | undefined)[];
  #hour: number | undefined;

  constructor(equipment: string, scanGroup: string, signals: readonly WatchedSignal[]) {
    this.#equipment = equipment;
    this.#scanGroup = scanGroup;
    this.#signals = signals;
    this.#last = new Array(signals.length);
  }

  /** The last record never reached the log: nothing may count as unchanged since. */
  forget(): void {
    this.#hour = undefined;
  }

  /**
   * The record of a completed scan.
   * @param readings one per signal, in order. @param gatewayTime ms UTC, when the scan completed.
   */
  record(readings: readonly Reading[], gatewayTime: number): ScanRecord {
    const hour = Math.floor(gatewayTime / hourMs);
    const full = hour !== this.#hour;
    this.#hour = hour;
    const samples: Sample[] = [];
    this.#signals.forEach(({ id, deadband }, i) => {
      const reading = readings[i];
      if (reading === undefined) return;
      const last = this.#last[i];
      if (!full && last !== undefined && isSame(last, reading, deadband)) return;
      const { kind, value, status, sourceTime } = reading;
      this.#last[i] = reading;
      samples.push({ signal: id, sourceTime, kind, value, status, flag: flagOfStatus(status) });
    });
    return {
      kind: "scan",
      gatewayTime,
      equipment: this.#equipment,
      scanGroup: this.#scanGroup,
      samples,
    };
  }
}

/** Flags follow from the status, so that comparing the status is enough. */
function isSame(last: Reading, reading: Reading, deadband: number): boolean {
  if (last.status !== reading.status || last.kind !== reading.kind) return false;
  if (Object.is(last.value, reading.value)) return true;
  if (deadband > 0 && typeof last.value === "number" && typeof reading.value === "number") {
    return Math.abs(reading.value - last.value) <= deadband;
  }
  return isSameBytes(last.value, reading.value);
}

function isSameBytes(a: Value, b: Value): boolean {
  return (
    a instanceof Uint8Array &&
    b instanceof Uint8Array &&
    a.length === b.length &&
    a.every((byte, i) => byte === b[i])
  );
}
