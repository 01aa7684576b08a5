// Births and deaths: what the gateway is, what it declares, and the last recorded value of every signal
// with its own source time. Sparkplug 3.0 §6.4.19-§6.4.25.
import { sparkplugQuality } from "#contracts/quality.ts";
import type { Sample } from "#contracts/record.ts";
import { datatypes, type WireValue } from "#contracts/sparkplug-datatype.ts";
import { evidenceNames, nodeNames, property, propertyKeys } from "#contracts/sparkplug-evidence.ts";
import type { Metric, Payload, Property } from "#contracts/sparkplug-payload.ts";
import {
  type EquipmentSlot,
  nodeAliases,
  type SignalSlot,
  sequenceDatatype,
} from "./declared-table.ts";
import { qualityProperties, sampleWire } from "./sample-metric.ts";

/** What NBIRTH says about the evidence log. */
export type LogFacts = {
  readonly logId: string;
  /** Raw Ed25519 key. */
  readonly publicKey: Uint8Array;
  readonly origin: string;
  readonly lineModelHash: string | undefined;
  readonly oldest: number;
  readonly next: number;
  /** Newest signed checkpoint; undefined when none was ever signed. */
  readonly checkpoint: string | undefined;
};

function text(value: string | undefined): WireValue | null {
  return value === undefined ? null : { field: "string", value };
}

function bdSeqMetric(bdSeq: number, timestamp: number): Metric {
  const value: WireValue = { field: "long", value: bdSeq };
  return { name: nodeNames.bdSeq, timestamp, datatype: datatypes.Int64, value };
}

/** Metrics of NBIRTH. Rebirth alone has no alias (tck-id-…-rebirth-name-aliases). */
export function nodeBirth(bdSeq: number, facts: LogFacts, timestamp: number): Metric[] {
  const own = (
    key: keyof typeof nodeAliases & keyof typeof evidenceNames,
    datatype: number,
    value: WireValue | null,
  ): Metric => ({ name: evidenceNames[key], alias: nodeAliases[key], timestamp, datatype, value });
  return [
    { ...bdSeqMetric(bdSeq, timestamp), alias: nodeAliases.bdSeq },
    {
      name: nodeNames.rebirth,
      timestamp,
      datatype: datatypes.Boolean,
      value: { field: "boolean", value: false },
    },
    own("log", datatypes.String, text(facts.logId)),
    own("key", datatypes.Bytes, { field: "bytes", value: facts.publicKey }),
    own("origin", datatypes.String, text(facts.origin)),
    own("lineModel", datatypes.String, text(facts.lineModelHash)),
    own("oldest", datatypes.UInt64, { field: "long", value: facts.oldest }),
    own("next", datatypes.UInt64, { field: "long", value: facts.next }),
    own("sequence", sequenceDatatype, null),
    own("record", datatypes.Bytes, null),
    own("checkpoint", datatypes.String, text(facts.checkpoint)),
  ];
}

function signalBirth(slot: SignalSlot, last: Sample | undefined, now: number): Metric {
  const { id: name, alias, datatype } = slot;
  const scanGroup = property(datatypes.String, slot.scanGroup);
  const value = last === undefined ? undefined : sampleWire(slot, last);
  if (last === undefined || value === undefined) {
    // Never recorded, or in a form this birth cannot carry: nothing is known, and the value says so.
    const properties = new Map<string, Property>([
      [propertyKeys.quality, property(datatypes.Int32, sparkplugQuality.stale)],
      [propertyKeys.scanGroup, scanGroup],
    ]);
    return { name, alias, timestamp: now, datatype, value: null, properties };
  }
  const properties = new Map(qualityProperties(last.status, last.flag));
  properties.set(propertyKeys.scanGroup, scanGroup);
  return { name, alias, timestamp: Math.max(last.sourceTime, 0), datatype, value, properties };
}

/**
 * Metrics of DBIRTH: every declared signal and the sequence, oldest value first
 * (tck-id-operational-behavior-data-publish-dbirth-order).
 */
export function equipmentBirth(slot: EquipmentSlot, now: number): Metric[] {
  const metrics: Metric[] = [];
  for (const signal of slot.signals.values()) {
    metrics.push(signalBirth(signal, slot.last.get(signal.index, signal.id), now));
  }
  metrics.sort((a, b) => (a.timestamp ?? now) - (b.timestamp ?? now));
  const { sequenceAlias: alias } = slot;
  // Null, and therefore of no time of its own: it takes the last place whatever a device's clock says.
  const timestamp = Math.max(now, metrics.at(-1)?.timestamp ?? now);
  const datatype = sequenceDatatype;
  metrics.push({ name: evidenceNames.sequence, alias, timestamp, datatype, value: null });
  return metrics;
}

/** NDEATH, as will and at a clean stop: bdSeq, by name, and nothing else, no seq (tck-id-topics-ndeath-payload, -seq). */
export function nodeDeath(bdSeq: number, timestamp: number): Payload {
  return { timestamp, metrics: [bdSeqMetric(bdSeq, timestamp)] };
}
