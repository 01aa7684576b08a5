// Durable records → the columns of the tables records and samples, in the order of the batch.
// ordinal is absent (NULL) when the samples of a record ascend by signal number, which is the usual
// case and costs nothing; else it is the place of the sample in its record.

import type { ScanRecord } from "#contracts/record.ts";
import { encodeRecord } from "#contracts/record-bytes.ts";
import { createMantissa, encodeValue, kindNumbers } from "../archive/mantissa.ts";
import type { DurableRecord } from "../durable-record.ts";
import { identityProperties } from "../evidence/identity-properties.ts";
import type { Column } from "./chunk-columns.ts";
import type { Dictionary } from "./dictionary.ts";
import type { ExponentHints } from "./exponent-hints.ts";
import type { IdentityRow } from "./identities.ts";
import { recordKinds } from "./record-kinds.ts";

const none = -1;

export type Names = {
  readonly logs: Dictionary;
  readonly signals: Dictionary;
  readonly scanGroups: Dictionary;
};

function recordRows(rows: number) {
  return {
    log: new Int32Array(rows),
    sequence: new Float64Array(rows),
    kind: new Uint8Array(rows),
    group: new Int32Array(rows),
    gatewayTime: new Float64Array(rows),
    ingestTime: new Float64Array(rows),
    sourceTime: new Float64Array(rows),
    samples: new Int32Array(rows),
    body: new Array<Uint8Array | null>(rows).fill(null),
  };
}

function sampleRows(rows: number) {
  return {
    signal: new Int32Array(rows),
    sourceTime: new Float64Array(rows),
    log: new Int32Array(rows),
    sequence: new Float64Array(rows),
    ordinal: new Int32Array(rows),
    kind: new Uint8Array(rows),
    mantissa: new Array<number | bigint>(rows).fill(0),
    exponent: new Int8Array(rows),
    status: new Uint32Array(rows),
    flag: new Uint8Array(rows),
    bytes: new Array<Uint8Array | null>(rows).fill(null),
  };
}

type RecordRows = ReturnType<typeof recordRows>;
type SampleRows = ReturnType<typeof sampleRows>;

export class BatchColumns {
  readonly #names: Names;
  readonly #hints: ExponentHints;
  readonly #value = createMantissa();
  readonly #record: RecordRows;
  readonly #sample: SampleRows;
  #records = 0;
  #samples = 0;
  #hasBig = false;
  /** What identity records among them say of equipment. */
  readonly identities: IdentityRow[] = [];

  /** @param rows most records and samples that will be added. */
  constructor(names: Names, hints: ExponentHints, rows: { records: number; samples: number }) {
    this.#names = names;
    this.#hints = hints;
    this.#record = recordRows(rows.records);
    this.#sample = sampleRows(rows.samples);
  }

  get records(): number {
    return this.#records;
  }

  get samples(): number {
    return this.#samples;
  }

  /** Adds one record whole, or throws (a value that its kind cannot hold) and adds nothing. */
  add(durable: DurableRecord): void {
    const { record } = durable;
    const log = this.#names.logs.idOf(durable.site, durable.gateway, durable.log);
    const scan = record.kind === "scan" ? record : null;
    const body = scan === null ? encodeRecord(record) : null;
    if (scan !== null) this.#addSamples(durable, scan, log);
    if (record.kind === "identity") {
      const { sequence } = durable;
      const { gatewayTime } = record;
      for (const each of identityProperties(record)) {
        this.identities.push({ log, sequence, gatewayTime, ...each });
      }
    }
    const rows = this.#record;
    const row = this.#records;
    rows.log[row] = log;
    rows.sequence[row] = durable.sequence;
    rows.kind[row] = recordKinds.indexOf(record.kind);
    rows.group[row] =
      scan === null
        ? none
        : this.#names.scanGroups.idOf(durable.site, scan.equipment, scan.scanGroup);
    rows.gatewayTime[row] = record.gatewayTime;
    rows.ingestTime[row] = durable.ingestTime;
    rows.sourceTime[row] = scan?.samples[0]?.sourceTime ?? Number.NaN;
    rows.samples[row] = scan?.samples.length ?? 0;
    rows.body[row] = body;
    this.#records += 1;
  }

  #addSamples(durable: DurableRecord, scan: ScanRecord, log: number): void {
    const ids = this.#names.signals.within(durable.site, scan.equipment);
    const rows = this.#sample;
    const value = this.#value;
    const start = this.#samples;
    let row = start;
    let ascending = true;
    let before = -1;
    for (const sample of scan.samples) {
      const signal =
        ids.get(sample.signal) ??
        this.#names.signals.idOf(durable.site, scan.equipment, sample.signal);
      encodeValue(sample.kind, sample.value, this.#hints.of(signal, scan.gatewayTime), value);
      this.#hints.needed(signal, value.exponent);
      if (typeof value.mantissa === "bigint") this.#hasBig = true;
      if (signal <= before) ascending = false;
      before = signal;
      rows.signal[row] = signal;
      rows.sourceTime[row] = sample.sourceTime;
      rows.log[row] = log;
      rows.sequence[row] = durable.sequence;
      rows.ordinal[row] = none;
      rows.kind[row] = kindNumbers[sample.kind];
      rows.mantissa[row] = value.mantissa;
      rows.exponent[row] = value.exponent;
      rows.status[row] = sample.status;
      rows.flag[row] = sample.flag.charCodeAt(0);
      rows.bytes[row] = value.bytes;
      row += 1;
    }
    if (!ascending) for (let i = start; i < row; i++) rows.ordinal[i] = i - start;
    this.#samples = row;
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
