// A sample as a Sparkplug metric: value in its datatype's field, quality as properties. Runs once for every
// value the gateway publishes, so small integers avoid big arithmetic and property sets are shared.
import { type Flag, qualityOf, sparkplugQuality } from "#contracts/quality.ts";
import type { Sample } from "#contracts/record.ts";
import { datatypes, toWire, type WireValue } from "#contracts/sparkplug-datatype.ts";
import { property, propertyKeys } from "#contracts/sparkplug-evidence.ts";
import type { Metric, Property } from "#contracts/sparkplug-payload.ts";
import type { SignalSlot } from "./declared-table.ts";

/** Least and greatest value of the datatypes that lie in a 32-bit field. */
const narrow = new Map<number, readonly [number, number]>([
  [datatypes.Int8, [-0x80, 0x7f]],
  [datatypes.Int16, [-0x8000, 0x7fff]],
  [datatypes.Int32, [-0x8000_0000, 0x7fff_ffff]],
  [datatypes.UInt8, [0, 0xff]],
  [datatypes.UInt16, [0, 0xffff]],
  [datatypes.UInt32, [0, 0xffff_ffff]],
]);

function integerWire(datatype: number, value: number): WireValue | undefined {
  const range = narrow.get(datatype);
  if (range !== undefined) {
    const fits = value >= range[0] && value <= range[1];
    return fits ? { field: "int", value: value >>> 0 } : undefined;
  }
  return value >= 0 ? { field: "long", value } : toWire(datatype, value);
}

/**
 * Wire form of a sample's value in the slot's datatype; null for a null value, undefined when the datatype
 * cannot carry it, so that the record has to travel as bytes.
 */
export function sampleWire(slot: SignalSlot, sample: Sample): WireValue | null | undefined {
  const { value } = sample;
  if (value === null) return null;
  if (sample.kind !== slot.kind) return undefined;
  if (slot.kind === "float") return { field: "float", value: value as number };
  if (slot.kind === "double") return { field: "double", value: value as number };
  if (slot.kind === "boolean") return { field: "boolean", value: value as boolean };
  try {
    return typeof value === "number"
      ? integerWire(slot.datatype, value)
      : toWire(slot.datatype, value);
  } catch {
    return undefined;
  }
}

/** Property Quality of a raw status: an uncertain value is usable but not current, which is STALE. */
function qualityNumber(status: number): number {
  const quality = qualityOf(status);
  if (quality === "good") return sparkplugQuality.good;
  return quality === "bad" ? sparkplugQuality.bad : sparkplugQuality.stale;
}

export type Properties = ReadonlyMap<string, Property>;

const shared = new Map<string, Properties>();
/** Statuses are few; a device that invents them without end gets fresh sets. */
const maxShared = 4096;

/** Properties of a status and flag; undefined for good, 0, N. */
export function qualityProperties(status: number, flag: Flag): Properties | undefined {
  if (status === 0 && flag === "N") return undefined;
  const key = `${status}${flag}`;
  const known = shared.get(key);
  if (known !== undefined) return known;
  const set = new Map<string, Property>();
  const quality = qualityNumber(status);
  if (quality !== sparkplugQuality.good) {
    set.set(propertyKeys.quality, property(datatypes.Int32, quality));
  }
  if (status !== 0) set.set(propertyKeys.status, property(datatypes.UInt32, status));
  if (flag !== "N") set.set(propertyKeys.flag, property(datatypes.String, flag));
  if (shared.size < maxShared) shared.set(key, set);
  return set;
}

/** Metric of a sample for DATA: alias only, no datatype; undefined when the birth cannot carry it. */
export function sampleMetric(
  slot: SignalSlot,
  sample: Sample,
  historical: boolean,
): Metric | undefined {
  const value = sampleWire(slot, sample);
  // Sparkplug times are unsigned.
  if (value === undefined || sample.sourceTime < 0) return undefined;
  const properties = qualityProperties(sample.status, sample.flag);
  const { alias } = slot;
  const timestamp = sample.sourceTime;
  if (properties === undefined) {
    return historical
      ? { alias, timestamp, isHistorical: true, value }
      : { alias, timestamp, value };
  }
  return historical
    ? { alias, timestamp, isHistorical: true, value, properties }
    : { alias, timestamp, value, properties };
}
