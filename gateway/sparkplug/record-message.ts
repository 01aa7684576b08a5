// A record as a Sparkplug DATA message. A scan of equipment that is alive in the current birth is a DDATA
// with one metric per sample; everything else is an NDATA with the canonical bytes. Either way the host
// can rebuild the record to the byte.
import type { LogRecord, ScanRecord } from "#contracts/record.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { property, propertyKeys } from "#contracts/sparkplug-evidence.ts";
import type { Metric, Property } from "#contracts/sparkplug-payload.ts";
import type { CommittedRecord } from "../outbox/outbox.ts";
import { type DeclaredTable, type EquipmentSlot, nodeAliases } from "./declared-table.ts";
import { sampleMetric } from "./sample-metric.ts";

/** Topic and metrics; the payload's time and seq are given when it is sent. */
export type DataMessage = { readonly topic: string; readonly metrics: readonly Metric[] };

const scanGroups = new Map<string, Property>();

function scanGroupProperty(scanGroup: string): Property {
  const known = scanGroups.get(scanGroup);
  if (known !== undefined) return known;
  const made = property(datatypes.String, scanGroup);
  if (scanGroups.size < 10_000) scanGroups.set(scanGroup, made);
  return made;
}

function sequenceMetric(
  alias: number,
  sequence: number,
  record: LogRecord,
  historical: boolean,
): Metric {
  const timestamp = Math.max(record.gatewayTime, 0);
  const properties = new Map<string, Property>();
  // A time before 1970 stands in the record's bytes only.
  if (record.gatewayTime >= 0) {
    const value = { field: "long", value: record.gatewayTime } as const;
    properties.set(propertyKeys.gatewayTime, { type: datatypes.UInt64, value });
  }
  if (record.kind === "scan") {
    properties.set(propertyKeys.scanGroup, scanGroupProperty(record.scanGroup));
  }
  return {
    alias,
    timestamp,
    ...(historical ? { isHistorical: true } : {}),
    value: { field: "long", value: sequence },
    properties,
  };
}

/** Metrics of a scan, Evidence/Sequence first; undefined when a sample is not as the birth declared it. */
function scanMetrics(
  slot: EquipmentSlot,
  sequence: number,
  record: ScanRecord,
  historical: boolean,
): Metric[] | undefined {
  if (record.gatewayTime < 0) return undefined;
  const metrics = [sequenceMetric(slot.sequenceAlias, sequence, record, historical)];
  for (const sample of record.samples) {
    const signal = slot.signals.get(sample.signal);
    const metric = signal && sampleMetric(signal, sample, historical);
    if (metric === undefined) return undefined;
    metrics.push(metric);
  }
  return metrics;
}

/** The message of a record. @param historical it is a resend, not the live value */
export function recordMessage(
  table: DeclaredTable,
  nodeDataTopic: string,
  { sequence, record, bytes }: CommittedRecord,
  historical: boolean,
): DataMessage {
  if (record.kind === "scan") {
    const slot = table.equipment.get(record.equipment);
    const metrics = slot?.born ? scanMetrics(slot, sequence, record, historical) : undefined;
    if (slot !== undefined && metrics !== undefined) return { topic: slot.dataTopic, metrics };
  }
  const head = sequenceMetric(nodeAliases.sequence, sequence, record, historical);
  const body: Metric = {
    alias: nodeAliases.record,
    timestamp: Math.max(record.gatewayTime, 0),
    ...(historical ? { isHistorical: true } : {}),
    value: { field: "bytes", value: bytes },
  };
  return { topic: nodeDataTopic, metrics: [head, body] };
}
