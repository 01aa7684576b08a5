// What is known of one case afterwards: the centre's journal of its equipment, what the gateway said, and what was on
// its wire.
import { qualityOf } from "#contracts/quality.ts";
import type { LogRecord, Sample, ScanRecord } from "#contracts/record.ts";
import type { MatrixCase } from "./fault-matrix-case.ts";
import { readsOf } from "./fault-matrix-machines.ts";
import type { FaultSpan, MatrixPlants } from "./fault-matrix-plants.ts";
import type { MatrixWatch, Seen } from "./fault-matrix-watch.ts";

export type Observed = {
  readonly plants: MatrixPlants;
  readonly watch: MatrixWatch;
  /** All records of the gateway, in order. */
  readonly records: readonly LogRecord[];
};

/** How long before its record a value may have been on the wire: the longest read. */
const readMs = 6_000;

const isGood = ({ status }: Sample): boolean => qualityOf(status) === "good";

export class CaseEvidence {
  readonly span: FaultSpan;
  readonly scans: readonly ScanRecord[];
  /** States since the begin. */
  readonly seen: readonly Seen[];
  readonly counts: Readonly<Record<string, number>>;
  /** Ticks left out while the fault acted. */
  readonly skipped: number;
  readonly #case: MatrixCase;
  readonly #plants: MatrixPlants;

  constructor(one: MatrixCase, { plants, watch, records }: Observed, span: FaultSpan) {
    this.#case = one;
    this.#plants = plants;
    this.span = span;
    this.scans = scansOf(records, one.id);
    this.seen = watch.seen(one.id).filter(({ since }) => since >= span.begin);
    this.counts = watch.counts(one.id);
    this.skipped = watch.skippedBetween(one.id, span.begin, span.end);
  }

  scansBetween(from: number, to: number): readonly ScanRecord[] {
    return this.scans.filter(({ gatewayTime }) => gatewayTime >= from && gatewayTime <= to);
  }

  /** ms UTC of the first scan after the begin: from here on the record says what the fault does. */
  firstScan(): number | undefined {
    return this.scans.find(({ gatewayTime }) => gatewayTime >= this.span.begin)?.gatewayTime;
  }

  /** Samples of a signal that were recorded while the fault acted. */
  during(signal: string): readonly Sample[] {
    const { begin, end } = this.span;
    return this.scansBetween(begin, end).flatMap(({ samples }) =>
      samples.filter((sample) => sample.signal === signal),
    );
  }

  /** How often a signal changed before and after the fault. */
  changesOutside(signal: string): number {
    const { begin, end } = this.span;
    return this.scans.filter(
      ({ gatewayTime, samples }) =>
        (gatewayTime < begin || gatewayTime > end) && samples.some((one) => one.signal === signal),
    ).length;
  }

  /** Good values that were on no wire in the time of their reading. */
  invented(): readonly string[] {
    return this.scans.flatMap(({ gatewayTime, samples }) =>
      samples
        .filter((sample) => isGood(sample) && !this.#wasShown(sample, gatewayTime, readMs))
        .map(({ signal, value }) => `${signal} ${value} ${gatewayTime - this.span.begin} ms after`),
    );
  }

  /** Share of the values recorded while the fault acted that their wire showed within `ms` before the record. */
  freshShare(signal: string, ms: number): number {
    const { begin, end } = this.span;
    const fresh = this.scansBetween(begin, end).flatMap(({ gatewayTime, samples }) =>
      samples
        .filter((sample) => sample.signal === signal && isGood(sample))
        .map((sample) => this.#wasShown(sample, gatewayTime, ms)),
    );
    return fresh.filter(Boolean).length / fresh.length;
  }

  /** Signals that were bad at some time after the begin; those that only this computer made so are left out. */
  everBad(evenExcused: boolean): readonly string[] {
    const bad = this.scansBetween(this.span.begin, Number.POSITIVE_INFINITY)
      .filter(({ gatewayTime }) => evenExcused || !this.#plants.excused(gatewayTime))
      .flatMap(({ samples }) => samples.filter(({ status }) => qualityOf(status) === "bad"));
    return [...new Set(bad.map(({ signal }) => signal))].sort();
  }

  /** Samples that were good although nothing may be read: none, as long as nothing is bypassed. @param from ms UTC */
  goodBetween(from: number, to: number): readonly string[] {
    return this.scansBetween(from, to).flatMap(({ gatewayTime, samples }) =>
      samples
        .filter(isGood)
        .map(({ signal }) => `${signal} ${gatewayTime - this.span.begin} ms after the begin`),
    );
  }

  /**
   * ms from the end of the fault to the first scan after which the log says of every signal that it is good, and
   * never anything else again; undefined: it does not.
   */
  recoveredMs(): number | undefined {
    const { end } = this.span;
    const wanted = readsOf(this.#case.machine).length;
    const good = new Set<string>();
    let since: number | undefined;
    for (const { gatewayTime, samples } of this.scans) {
      for (const sample of samples) {
        if (isGood(sample)) good.add(sample.signal);
        else good.delete(sample.signal);
      }
      if (good.size < wanted) since = undefined;
      else if (gatewayTime > end) since ??= gatewayTime;
    }
    return since === undefined ? undefined : since - end;
  }

  /** Signals whose last sample has a source time from before the end of the fault, or that never changed since. */
  stuck(): readonly string[] {
    const after = this.scansBetween(this.span.end, Number.POSITIVE_INFINITY);
    const fresh = new Set(
      after.flatMap(({ samples }) =>
        samples
          .filter((sample) => isGood(sample) && sample.sourceTime >= this.span.end)
          .map(({ signal }) => signal),
      ),
    );
    // What the plant itself did not move is absent because it was read again as it was.
    return readsOf(this.#case.machine)
      .filter(({ id, point }) => !fresh.has(id) && this.#moves(point))
      .map(({ id }) => id);
  }

  #moves(point: string): boolean {
    const last = this.scans.at(-1)?.gatewayTime ?? 0;
    return (
      new Set(this.#plants.shown(this.#case.id, point, this.span.end + 500, last - 500)).size > 3
    );
  }

  #wasShown({ signal, value }: Sample, at: number, ms: number): boolean {
    const read = readsOf(this.#case.machine).find(({ id }) => id === signal);
    if (read === undefined || typeof value !== "number") return false;
    const shown = this.#plants.shown(this.#case.id, read.point, at - ms, at);
    return shown.length === 0 || shown.some((one) => read.says(one, value));
  }
}

export function scansOf(records: readonly LogRecord[], equipment: string): readonly ScanRecord[] {
  return records.filter(
    (record): record is ScanRecord => record.kind === "scan" && record.equipment === equipment,
  );
}

/** Scans in this time as a part of what the interval promises, by the gateway's clock. */
export function rateOf(
  { records, plants }: Observed,
  equipment: string,
  intervalMs: number,
  { begin, end }: FaultSpan,
): number {
  const scans = scansOf(records, equipment).filter(
    ({ gatewayTime }) => gatewayTime >= begin && gatewayTime <= end && !plants.excused(gatewayTime),
  );
  // The last tick may be an interval before the end.
  const promised = Math.floor((end - begin - plants.stalledMs({ begin, end })) / intervalMs);
  return promised <= 0 ? 1 : scans.length / promised;
}
