// Sparkplug payload → bytes, fields in ascending order as protobuf encoders write them.
import { Writer } from "protobufjs/minimal.js";
import type { WireField, WireValue } from "./sparkplug-datatype.ts";
import type { Metric, Payload, Property } from "./sparkplug-payload.ts";

const offsets: { readonly [F in WireField]: number } = {
  int: 0,
  long: 1,
  float: 2,
  double: 3,
  boolean: 4,
  string: 5,
  bytes: 6,
  dataset: 7,
  template: 8,
  extension: 9,
};

/** Seven bits in each byte; 2^53 takes eight. By length, so that no view is made for each. */
const varints = Array.from({ length: 9 }, (_, length) => new Uint8Array(length));

/** A whole number from 2^32 on, below 2^53: times, and there is one in every metric. */
function wideVarint(out: Writer, value: number): void {
  let length = 5;
  while (length < 8 && value >= 2 ** (7 * length)) length += 1;
  const bytes = varints[length] ?? new Uint8Array(length);
  let rest = value;
  for (let i = 0; i < length; i += 1) {
    bytes[i] = (rest % 0x80) | (i + 1 < length ? 0x80 : 0);
    rest = Math.floor(rest / 0x80);
  }
  out.raw(bytes);
}

/** As protobufjs writes it, which makes an object of every 64-bit number. It takes number or { low, high }. */
function uint64(out: Writer, value: number | bigint): void {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || value < 0) out.uint64(value);
    else if (value <= 0xffff_ffff) out.uint32(value);
    else wideVarint(out, value);
    return;
  }
  const long = {
    low: Number(value & 0xffffffffn) | 0,
    high: Number(value >> 32n) | 0,
    unsigned: true,
  };
  out.uint64(long as unknown as number);
}

function writeValue(out: Writer, first: number, wire: WireValue): void {
  const field = first + offsets[wire.field];
  const { value } = wire;
  switch (wire.field) {
    case "int":
      out.uint32(field << 3).uint32(value as number);
      break;
    case "long":
      out.uint32(field << 3);
      uint64(out, value as number | bigint);
      break;
    case "float":
      out.uint32((field << 3) | 5).float(value as number);
      break;
    case "double":
      out.uint32((field << 3) | 1).double(value as number);
      break;
    case "boolean":
      out.uint32(field << 3).bool(value as boolean);
      break;
    case "string":
      out.uint32((field << 3) | 2).string(value as string);
      break;
    default:
      out.uint32((field << 3) | 2).bytes(value as Uint8Array);
  }
}

function writeProperties(out: Writer, properties: ReadonlyMap<string, Property>): void {
  out.uint32(74).fork();
  for (const key of properties.keys()) out.uint32(10).string(key);
  for (const property of properties.values()) {
    out.uint32(18).fork();
    out.uint32(8).uint32(property.type);
    if (property.value === null) out.uint32(16).bool(true);
    else writeValue(out, 3, property.value);
    out.ldelim();
  }
  out.ldelim();
}

function writeMetric(out: Writer, metric: Metric): void {
  out.uint32(18).fork();
  if (metric.name !== undefined) out.uint32(10).string(metric.name);
  if (metric.alias !== undefined) uint64(out.uint32(16), metric.alias);
  if (metric.timestamp !== undefined) uint64(out.uint32(24), metric.timestamp);
  if (metric.datatype !== undefined) out.uint32(32).uint32(metric.datatype);
  if (metric.isHistorical !== undefined) out.uint32(40).bool(metric.isHistorical);
  if (metric.isTransient !== undefined) out.uint32(48).bool(metric.isTransient);
  if (metric.value === null) out.uint32(56).bool(true);
  if (metric.properties !== undefined) writeProperties(out, metric.properties);
  if (metric.value !== null) writeValue(out, 10, metric.value);
  out.ldelim();
}

/** A writer that had to grow beyond this is not kept. */
const keptBytes = 1 << 20;

/** Grows to the size of the usual message once, instead of with every message. */
let kept: Writer | undefined;

export function encodePayload(payload: Payload): Uint8Array {
  const out = kept ?? Writer.create();
  // One that failed in the middle is not used again.
  kept = undefined;
  if (payload.timestamp !== undefined) uint64(out.uint32(8), payload.timestamp);
  for (const metric of payload.metrics) writeMetric(out, metric);
  if (payload.seq !== undefined) uint64(out.uint32(24), payload.seq);
  if (payload.uuid !== undefined) out.uint32(34).string(payload.uuid);
  const bytes = out.finish();
  if (out.len <= keptBytes) kept = out.reset();
  return bytes;
}
