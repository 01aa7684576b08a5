// What the last scan found of every signal of a scan group, in columns: read a hundred thousand times a second,
// looked at now and then. Whatever is said of a device rests on these counts, never on its socket.
import { qualityOf } from "#contracts/quality.ts";
import type { Clock } from "#contracts/time.ts";
import type { Reading } from "../driver.ts";
import type { SignalStatus } from "../status.ts";
import { ValueColumn } from "../value-column.ts";
import { isRefusal, isSilence } from "./bad-status.ts";

const never = Number.NEGATIVE_INFINITY;

export class SignalStates {
  readonly scanGroup: string;
  readonly #ids: readonly string[];
  readonly #values: ValueColumn;
  readonly #statuses: Uint32Array;
  /** ms UTC; NaN before the first reading. */
  readonly #sourceTimes: Float64Array;
  /** Monotonic ms of the last good reading. */
  readonly #goodAt: Float64Array;
  /** 1: refused, and therefore set aside. */
  readonly #quarantined: Uint8Array;
  /** Of the last scan. */
  bad = 0;
  /** Of these, of which the device said nothing at all. */
  silent = 0;
  /** Of these, which the device refused. */
  refused = 0;
  /** Monotonic ms of the last scan with a good reading. */
  lastGoodAt = never;

  constructor(scanGroup: string, ids: readonly string[]) {
    this.scanGroup = scanGroup;
    this.#ids = ids;
    this.#values = new ValueColumn(ids.length);
    this.#statuses = new Uint32Array(ids.length);
    this.#sourceTimes = new Float64Array(ids.length).fill(Number.NaN);
    this.#goodAt = new Float64Array(ids.length).fill(never);
    this.#quarantined = new Uint8Array(ids.length);
  }

  get size(): number {
    return this.#ids.length;
  }

  /** Takes in a scan. @param readings one per signal, in order. @param at monotonic ms */
  read(readings: readonly Reading[], at: number): void {
    let bad = 0;
    let silent = 0;
    let refused = 0;
    for (let i = 0; i < readings.length; i += 1) {
      const reading = readings[i];
      if (reading === undefined) continue;
      const { status } = reading;
      this.#values.set(i, reading.value);
      this.#statuses[i] = status;
      this.#sourceTimes[i] = reading.sourceTime;
      let aside = 0;
      if (qualityOf(status) === "bad") {
        bad += 1;
        if (isSilence(status)) silent += 1;
        else if (!reading.asked || this.#quarantined[i] === 1 || isRefusal(status)) aside = 1;
      } else if (qualityOf(status) === "good") this.#goodAt[i] = at;
      refused += aside;
      this.#quarantined[i] = aside;
    }
    this.bad = bad;
    this.silent = silent;
    this.refused = refused;
    if (bad < this.#ids.length) this.lastGoodAt = at;
  }

  /** The link is lost: nothing is known of any. @param status raw OPC UA status. @param now ms UTC */
  lost(status: number, now: number): void {
    this.#values.clear();
    this.#statuses.fill(status);
    this.#sourceTimes.fill(now);
    this.#quarantined.fill(0);
    this.bad = this.#ids.length;
    this.silent = this.#ids.length;
    this.refused = 0;
  }

  /** Bad signals by status, in the order of the signals. */
  badByStatus(): Map<number, { readonly ids: string[]; readonly indices: number[] }> {
    const found = new Map<number, { ids: string[]; indices: number[] }>();
    this.#ids.forEach((id, i) => {
      const status = this.#statuses[i] ?? 0;
      if (qualityOf(status) !== "bad") return;
      const same = found.get(status) ?? { ids: [], indices: [] };
      same.ids.push(id);
      same.indices.push(i);
      found.set(status, same);
    });
    return found;
  }

  describe(clock: Clock): readonly SignalStatus[] {
    return this.#ids.map((id, i) => {
      const status = this.#statuses[i] ?? 0;
      const sourceTime = this.#sourceTimes[i] ?? Number.NaN;
      const isRead = !Number.isNaN(sourceTime);
      return {
        id,
        scanGroup: this.scanGroup,
        value: this.#values.get(i),
        status: isRead ? status : null,
        quality: isRead ? qualityOf(status) : null,
        sourceTime: isRead ? sourceTime : null,
        lastGoodAt: wallTime(this.#goodAt[i] ?? never, clock),
        quarantined: this.#quarantined[i] === 1,
      };
    });
  }
}

/** ms UTC of a monotonic instant, such that now minus it is its age whatever the wall clock did; null: never. */
export function wallTime(at: number, clock: Clock): number | null {
  return at === never ? null : Math.round(clock.now() - (clock.monotonic() - at));
}
