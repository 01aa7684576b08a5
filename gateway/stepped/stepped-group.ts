// One scan group whose readings come from outside: the same change detection as behind a driver, and the same
// turn to bad (../poll/group-scan.ts): one record with every signal bad when the device stops answering, then
// none until it answers again.
import type { ScanRecord } from "#contracts/record.ts";
import type { Reading } from "../driver.ts";
import { ChangeDetection } from "../poll/change-detection.ts";

export type SteppedEquipment = {
  readonly id: string;
  /** In the order in which its readings come. */
  readonly signals: readonly string[];
  /** Default `second`. */
  readonly scanGroup?: string;
};

export class SteppedGroup {
  readonly #signals: readonly string[];
  readonly #changes: ChangeDetection;

  constructor({ id, signals, scanGroup = "second" }: SteppedEquipment) {
    this.#signals = signals;
    const watched = signals.map((signal) => ({ id: signal, deadband: 0 }));
    this.#changes = new ChangeDetection(id, scanGroup, watched);
  }

  /** The record of a completed scan. Throws RangeError unless there is one reading per signal. */
  read(readings: readonly Reading[], now: number): ScanRecord {
    if (readings.length !== this.#signals.length) {
      throw new RangeError(`${readings.length} readings for ${this.#signals.length} signals`);
    }
    return this.#changes.record(readings, now);
  }

  /** Nothing answers; a record on the turn to bad only. @param status raw OPC UA status. */
  fail(status: number, now: number): ScanRecord | undefined {
    return this.#changes.turnBad(status, now);
  }

  /** The last record was dropped: the next one carries every signal. */
  forget(): void {
    this.#changes.forget();
  }
}
