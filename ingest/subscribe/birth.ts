// NBIRTH and DBIRTH as ingest reads them: what the node says of its evidence log, and last values.
// A birth feeds the live view and the ledger's bounds; it is never journalled.
import { type Flag, flags, sparkplugQuality } from "#contracts/quality.ts";
import { datatypes, fromWire } from "#contracts/sparkplug-datatype.ts";
import {
  evidenceNames,
  nodeNames,
  propertyKeys,
  propertyValue,
} from "#contracts/sparkplug-evidence.ts";
import type { Metric, Payload } from "#contracts/sparkplug-payload.ts";
import type { Value } from "#contracts/value.ts";

export type EvidenceAnnouncement = {
  readonly log: string;
  readonly key: Uint8Array;
  readonly origin: string;
  /** Hash of the line model in force, 64 hex digits; empty when the gateway has none. */
  readonly lineModel: string;
  readonly oldest: number;
  readonly next: number;
  readonly checkpoint: string | null;
};

export type BirthValue = {
  readonly signal: string;
  /** null: nothing was recorded yet. */
  readonly sourceTime: number | null;
  readonly value: Value;
  readonly status: number;
  readonly flag: Flag;
};

export function bdSeqOf(payload: Payload): number | undefined {
  const value = payload.metrics.find(({ name }) => name === nodeNames.bdSeq)?.value?.value;
  return typeof value === "number" ? value : undefined;
}

/** undefined for a foreign edge node, which announces no evidence log. */
export function announcementOf(payload: Payload): EvidenceAnnouncement | undefined {
  const values = new Map(payload.metrics.map(({ name, value }) => [name, value?.value]));
  const log = values.get(evidenceNames.log);
  const key = values.get(evidenceNames.key);
  const origin = values.get(evidenceNames.origin);
  const lineModel = values.get(evidenceNames.lineModel);
  const oldest = values.get(evidenceNames.oldest);
  const next = values.get(evidenceNames.next);
  const checkpoint = values.get(evidenceNames.checkpoint);
  if (typeof log !== "string" || !(key instanceof Uint8Array) || typeof origin !== "string") return;
  if (typeof oldest !== "number" || typeof next !== "number") return;
  return {
    log,
    key,
    origin,
    lineModel: typeof lineModel === "string" ? lineModel : "",
    oldest,
    next,
    checkpoint: typeof checkpoint === "string" ? checkpoint : null,
  };
}

const good = { status: 0, flag: "N" } as const;

/** The raw status and flag of a metric; undefined when it is bad or stale without saying why. */
export function qualityOfMetric(metric: Metric): { status: number; flag: Flag } | undefined {
  if (metric.properties === undefined) return good;
  const status = propertyValue(metric, propertyKeys.status, datatypes.UInt32);
  const flag = propertyValue(metric, propertyKeys.flag, datatypes.String) ?? "N";
  const quality = propertyValue(metric, propertyKeys.quality, datatypes.Int32);
  const known = flags.find((letter) => letter === flag);
  if (known === undefined) return undefined;
  if (typeof status === "number") return { status, flag: known };
  return quality === undefined || quality === sparkplugQuality.good
    ? { status: 0, flag: known }
    : undefined;
}

/** OPC UA BadWaitingForInitialData: a birth without a value. */
const waiting = 0x80320000;

/** Last values of a DBIRTH; the protocol's own metrics are left out. */
export function birthValues(payload: Payload): BirthValue[] {
  const values: BirthValue[] = [];
  for (const metric of payload.metrics) {
    const { name, datatype, value } = metric;
    if (name === undefined || datatype === undefined || name.startsWith("Evidence/")) continue;
    const quality = qualityOfMetric(metric) ?? { status: waiting, flag: "B" as const };
    values.push({
      signal: name,
      sourceTime: value === null ? null : (metric.timestamp ?? null),
      value: value === null ? null : fromWire(datatype, value).value,
      ...(value === null && quality.status === 0 ? { status: waiting, flag: "B" } : quality),
    });
  }
  return values;
}
