// Durable records → the columns of the tables records and samples, in the order of the batch.
// ordinal is absent (NULL) when the samples of a record ascend by signal number, which is the usual
// case and costs nothing; else it is the place of the sample in its record.

import type { ScanRecord } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { createMantissa, encodeValue, kindNumbers } from "../archive/mantissa.ts";
import type { DurableRecord } from "../durable-record.ts";
import type { Column } from "./chunk-columns.ts";
import type { Dictionary } from "./dictionary.ts";
import type { ExponentHints } from "./exponent-hints.ts";

export const recordKinds = ["scan", "gap", "identity", "clock", "end"] as const;

const none = -1;

export type Names = {
  readonly logs: Dictionary;
  readonly signals: Dictionary;
  readonly scanGroups: Dictionary;
};

export class BatchColumns {
  readonly #names: Names;
  readonly #hints: ExponentHints;
  readonly #value = createMantissa();
  readonly #record = {
    log: [] as number[],
    sequence: [] as number[],
    kind: [] as number[],
    group: [] as number[],
    gatewayTime: [] as number[],
    ingestTime: [] as number[],
    sourceTime: [] as number[],
    samples: [] as number[],
    body: [] as (Uint8Array | null)[],
  };
  readonly #sample = {
    signal: [] as number[],
    sourceTime: [] as number[],
    log: [] as number[],
    sequence: [] as number[],
    ordinal: [] as number[],
    kind: [] as number[],
    mantissa: [] as (number | bigint)[],
    exponent: [] as number[],
    status: [] as number[],
    flag: [] as number[],
    bytes: [] as (Uint8Array | null)[],
  };
  #hasBig = false;

  constructor(names: Names, hints: ExponentHints) {
    this.#names = names;
    this.#hints = hints;
  }

  get records(): number {
    return this.#record.log.length;
  }

  get samples(): number {
    return this.#sample.log.length;
  }

  /** Adds one record whole, or throws (a value that its kind cannot hold) and adds nothing. */
  add(durable: DurableRecord): void {
    const { record } = durable;
    const log = this.#names.logs.idOf(durable.site, durable.gateway, durable.log);
    const scan = record.kind === "scan" ? record : null;
    const body = scan === null ? encodeRecord(record) : null;
    const before = this.samples;
    try {
      if (scan !== null) this.#addSamples(durable, scan, log);
    } catch (error) {
      for (const column of Object.values(this.#sample)) column.length = before;
      throw error;
    }
    const rows = this.#record;
    rows.log.push(log);
    rows.sequence.push(durable.sequence);
    rows.kind.push(recordKinds.indexOf(record.kind));
    rows.group.push(
      scan === null
        ? none
        : this.#names.scanGroups.idOf(durable.site, scan.equipment, scan.scanGroup),
    );
    rows.gatewayTime.push(record.gatewayTime);
    rows.ingestTime.push(durable.ingestTime);
    rows.sourceTime.push(scan?.samples[0]?.sourceTime ?? Number.NaN);
    rows.samples.push(scan?.samples.length ?? 0);
    rows.body.push(body);
  }

  #addSamples(durable: DurableRecord, scan: ScanRecord, log: number): void {
    const { signals } = this.#names;
    const rows = this.#sample;
    const value = this.#value;
    const start = rows.signal.length;
    let ascending = true;
    let before = -1;
    for (const sample of scan.samples) {
      const signal = signals.idOf(durable.site, scan.equipment, sample.signal);
      encodeValue(sample.kind, sample.value, this.#hints.of(signal, scan.gatewayTime), value);
      this.#hints.needed(signal, value.exponent);
      if (typeof value.mantissa === "bigint") this.#hasBig = true;
      if (signal <= before) ascending = false;
      before = signal;
      rows.signal.push(signal);
      rows.sourceTime.push(sample.sourceTime);
      rows.log.push(log);
      rows.sequence.push(durable.sequence);
      rows.ordinal.push(none);
      rows.kind.push(kindNumbers[sample.kind]);
      rows.mantissa.push(value.mantissa);
      rows.exponent.push(value.exponent);
      rows.status.push(sample.status);
      rows.flag.push(sample.flag.charCodeAt(0));
      rows.bytes.push(value.bytes);
    }
    if (ascending) return;
    for (let i = 0; i < scan.samples.length; i++) rows.ordinal[start + i] = i;
  }

  recordColumns(): Column[] {
    const rows = this.#record;
    return [
      { kind: "integer", values: rows.log },
      { kind: "whole", values: rows.sequence },
      { kind: "byte", values: rows.kind },
      { kind: "integer", values: rows.group, absent: none },
      { kind: "whole", values: rows.gatewayTime },
      { kind: "whole", values: rows.ingestTime },
      { kind: "whole", values: rows.sourceTime, absent: Number.NaN },
      { kind: "integer", values: rows.samples },
      { kind: "blob", values: rows.body },
    ];
  }

  sampleColumns(): Column[] {
    const rows = this.#sample;
    return [
      { kind: "integer", values: rows.signal },
      { kind: "whole", values: rows.sourceTime },
      { kind: "integer", values: rows.log },
      { kind: "whole", values: rows.sequence },
      { kind: "integer", values: rows.ordinal, absent: none },
      { kind: "byte", values: rows.kind },
      this.#hasBig
        ? { kind: "big", values: rows.mantissa }
        : { kind: "whole", values: rows.mantissa as number[] },
      { kind: "tiny", values: rows.exponent },
      { kind: "status", values: rows.status },
      { kind: "byte", values: rows.flag },
      { kind: "blob", values: rows.bytes },
    ];
  }
}
