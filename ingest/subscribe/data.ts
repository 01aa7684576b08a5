// DATA → record and its canonical bytes. The bytes are rebuilt from what was declared in the birth, so
// that a value of the wrong type, an undeclared alias or a missing time can never become a leaf.
// `leafInput` is 0x00 followed by the canonical bytes: what RFC 9162 hashes into a leaf.
import { ByteWriter } from "#contracts/bytes.ts";
import { CodedError } from "#contracts/errors.ts";
import type { LogRecord, Sample, ScanRecord } from "#contracts/record.ts";
import { decodeRecord, writeRecord } from "#contracts/record-bytes.ts";
import { datatypes, fromWire } from "#contracts/sparkplug-datatype.ts";
import { evidenceNames, propertyKeys, propertyValue } from "#contracts/sparkplug-evidence.ts";
import type { Metric, Payload } from "#contracts/sparkplug-payload.ts";
import { IngestError } from "../errors.ts";
import { fitsEntry } from "../journal/segment-format.ts";
import { qualityOfMetric } from "./birth.ts";
import type { BirthTable } from "./birth-table.ts";

export type DataResult =
  | {
      readonly kind: "record";
      readonly sequence: number;
      readonly historical: boolean;
      readonly record: LogRecord;
      readonly leafInput: Uint8Array;
    }
  /** Cannot become a record. The sequence is undefined when not even that can be read. */
  | {
      readonly kind: "undecodable";
      readonly sequence: number | undefined;
      readonly undeclared: boolean;
      readonly reason: string;
    }
  | { readonly kind: "none" };

class Undeclared extends Error {}

const writer = new ByteWriter(16 * 1024);

function leafInputOf(record: LogRecord): Uint8Array {
  writer.reset();
  writer.u8(0);
  writeRecord(writer, record);
  return writer.take();
}

function wrong(message: string): IngestError {
  return new IngestError("INGEST_PAYLOAD", message);
}

/** Sequence number of a metric that was declared as Evidence/Sequence. */
export function sequenceOf(table: BirthTable, device: string | null, metric: Metric | undefined) {
  if (metric === undefined) return undefined;
  if (table.find(device, metric)?.name !== evidenceNames.sequence) return undefined;
  const value = metric.value?.value;
  return typeof value === "number" ? value : undefined;
}

function sampleOf(table: BirthTable, device: string, metric: Metric): Sample {
  const declared = table.find(device, metric);
  if (declared === undefined) throw new Undeclared(`alias ${metric.alias ?? metric.name}`);
  const quality = qualityOfMetric(metric);
  if (metric.timestamp === undefined || quality === undefined) {
    throw wrong(`${declared.name}: no source time, unknown flag, or bad without a status`);
  }
  const { status, flag } = quality;
  const sourceTime = metric.timestamp;
  if (metric.value === null) {
    return { signal: declared.name, sourceTime, kind: "null", value: null, status, flag };
  }
  const { kind, value } = fromWire(declared.datatype, metric.value);
  return { signal: declared.name, sourceTime, kind, value, status, flag };
}

function scanOf(table: BirthTable, device: string, payload: Payload): ScanRecord {
  const [head, ...rest] = payload.metrics;
  const gatewayTime = head && propertyValue(head, propertyKeys.gatewayTime, datatypes.UInt64);
  const scanGroup = head && propertyValue(head, propertyKeys.scanGroup, datatypes.String);
  if (typeof gatewayTime !== "number" || typeof scanGroup !== "string") {
    throw wrong(`${evidenceNames.sequence} without ${propertyKeys.gatewayTime} or scan group`);
  }
  const samples = rest.map((metric) => sampleOf(table, device, metric));
  return { kind: "scan", gatewayTime, equipment: device, scanGroup, samples };
}

function nodeRecord(table: BirthTable, payload: Payload): LogRecord {
  const found = payload.metrics.find(
    (metric) => table.find(null, metric)?.name === evidenceNames.record,
  );
  const bytes = found?.value?.value;
  if (!(bytes instanceof Uint8Array)) {
    throw wrong(`${evidenceNames.sequence} without ${evidenceNames.record}`);
  }
  return decodeRecord(bytes);
}

/** The record that a DDATA (device) or NDATA (null) carries. Never throws for what came in. */
export function recordOfData(
  table: BirthTable,
  device: string | null,
  payload: Payload,
): DataResult {
  const [head] = payload.metrics;
  const sequence = sequenceOf(table, device, head);
  if (head === undefined || sequence === undefined) {
    if (device === null && checkpointOfData(table, payload) !== undefined) return { kind: "none" };
    const undeclared = head !== undefined && table.find(device, head) === undefined;
    const reason = `first metric is no ${evidenceNames.sequence}`;
    return { kind: "undecodable", sequence: undefined, undeclared, reason };
  }
  try {
    const record = device === null ? nodeRecord(table, payload) : scanOf(table, device, payload);
    const historical = head.isHistorical === true;
    const leafInput = leafInputOf(record);
    if (!fitsEntry(leafInput.length - 1)) throw wrong(`a record of ${leafInput.length - 1} bytes`);
    return { kind: "record", sequence, historical, record, leafInput };
  } catch (error) {
    const undeclared = error instanceof Undeclared;
    if (!undeclared && !(error instanceof CodedError)) throw error;
    return { kind: "undecodable", sequence, undeclared, reason: error.message };
  }
}

/** The signed checkpoint that an NDATA carries, if any. */
export function checkpointOfData(table: BirthTable, payload: Payload): string | undefined {
  for (const metric of payload.metrics) {
    if (table.find(null, metric)?.name !== evidenceNames.checkpoint) continue;
    const value = metric.value?.value;
    if (typeof value === "string") return value;
  }
  return undefined;
}
