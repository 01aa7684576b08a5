// Bytes → Sparkplug payload. Bytes come from the network: every length is checked by the protobuf
// reader, counts are capped, text must be valid UTF-8. Unknown fields are skipped.
import { Reader } from "protobufjs/minimal.js";
import { CodedError } from "./errors.ts";
import type { WireValue } from "./sparkplug-datatype.ts";
import type { Metric, Payload, Property } from "./sparkplug-payload.ts";
import { exactInteger } from "./value.ts";

export type PayloadErrorCode = "CONTRACTS_SPARKPLUG_BYTES" | "CONTRACTS_SPARKPLUG_LIMIT";

export class PayloadError extends CodedError<PayloadErrorCode> {}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const maxMetrics = 200_000;
const maxProperties = 64;

type LongLike = { readonly low: number; readonly high: number };

function exact64(value: LongLike | number): number | bigint {
  if (typeof value === "number") return value;
  const high = value.high >>> 0;
  const low = value.low >>> 0;
  if (high < 0x20_0000) return high * 0x1_0000_0000 + low;
  return exactInteger((BigInt(high) << 32n) | BigInt(low));
}

function uint64(reader: Reader): number | bigint {
  return exact64(reader.uint64() as unknown as LongLike | number);
}

/** Times, aliases and sequence numbers beyond 2^53 are nonsense here. */
function uint53(reader: Reader): number {
  const value = uint64(reader);
  if (typeof value === "bigint") {
    throw new PayloadError("CONTRACTS_SPARKPLUG_LIMIT", `${value} exceeds 2^53`, {
      value: String(value),
    });
  }
  return value;
}

function text(reader: Reader): string {
  return utf8.decode(reader.bytes());
}

/** The value fields of Metric (10-19) and PropertyValue (3-8), by their offset from the first. */
function wireValue(reader: Reader, offset: number): WireValue {
  switch (offset) {
    case 0:
      return { field: "int", value: reader.uint32() };
    case 1:
      return { field: "long", value: uint64(reader) };
    case 2:
      return { field: "float", value: reader.float() };
    case 3:
      return { field: "double", value: reader.double() };
    case 4:
      return { field: "boolean", value: reader.bool() };
    case 5:
      return { field: "string", value: text(reader) };
    case 6:
      return { field: "bytes", value: reader.bytes().slice() };
    case 7:
      return { field: "dataset", value: reader.bytes().slice() };
    case 8:
      return { field: "template", value: reader.bytes().slice() };
    default:
      return { field: "extension", value: reader.bytes().slice() };
  }
}

function property(reader: Reader, end: number): Property {
  let type = 0;
  let isNull = false;
  let value: WireValue | null = null;
  while (reader.pos < end) {
    const header = reader.uint32();
    const field = header >>> 3;
    if (field === 1) type = reader.uint32();
    else if (field === 2) isNull = reader.bool();
    else if (field >= 3 && field <= 8) value = wireValue(reader, field - 3);
    else reader.skipType(header & 7);
  }
  return { type, value: isNull ? null : value };
}

function properties(reader: Reader, end: number): Map<string, Property> {
  const keys: string[] = [];
  const values: Property[] = [];
  while (reader.pos < end) {
    const header = reader.uint32();
    if (header >>> 3 === 1) keys.push(text(reader));
    else if (header >>> 3 === 2) values.push(property(reader, reader.uint32() + reader.pos));
    else reader.skipType(header & 7);
    if (keys.length > maxProperties || values.length > maxProperties) {
      throw new PayloadError("CONTRACTS_SPARKPLUG_LIMIT", `more than ${maxProperties} properties`);
    }
  }
  const set = new Map<string, Property>();
  keys.forEach((key, i) => {
    const value = values[i];
    if (value !== undefined) set.set(key, value);
  });
  return set;
}

function metric(reader: Reader, end: number): Metric {
  const found: { -readonly [K in keyof Metric]: Metric[K] } = { value: null };
  let isNull = false;
  while (reader.pos < end) {
    const header = reader.uint32();
    const field = header >>> 3;
    if (field === 2) found.alias = uint53(reader);
    else if (field === 3) found.timestamp = uint53(reader);
    else if (field >= 10 && field <= 19) found.value = wireValue(reader, field - 10);
    else if (field === 9) found.properties = properties(reader, reader.uint32() + reader.pos);
    else if (field === 1) found.name = text(reader);
    else if (field === 4) found.datatype = reader.uint32();
    else if (field === 5) found.isHistorical = reader.bool();
    else if (field === 6) found.isTransient = reader.bool();
    else if (field === 7) isNull = reader.bool();
    else reader.skipType(header & 7);
  }
  if (isNull) found.value = null;
  return found;
}

/** Throws CONTRACTS_SPARKPLUG_BYTES for what is no payload, _LIMIT for what is too much of one. */
export function decodePayload(bytes: Uint8Array): Payload {
  const metrics: Metric[] = [];
  const found: { timestamp?: number; seq?: number; uuid?: string } = {};
  try {
    const reader = Reader.create(bytes);
    while (reader.pos < reader.len) {
      const header = reader.uint32();
      const field = header >>> 3;
      if (field === 2) {
        const end = reader.uint32() + reader.pos;
        if (end > reader.len) throw new RangeError(`metric ends at ${end} of ${reader.len}`);
        metrics.push(metric(reader, end));
        if (reader.pos !== end) throw new RangeError("metric overruns its length");
        if (metrics.length > maxMetrics) {
          throw new PayloadError("CONTRACTS_SPARKPLUG_LIMIT", `more than ${maxMetrics} metrics`);
        }
      } else if (field === 1) found.timestamp = uint53(reader);
      else if (field === 3) found.seq = uint53(reader);
      else if (field === 4) found.uuid = text(reader);
      else reader.skipType(header & 7);
    }
  } catch (cause) {
    if (cause instanceof PayloadError) throw cause;
    throw new PayloadError(
      "CONTRACTS_SPARKPLUG_BYTES",
      `no Sparkplug payload: ${String(cause)}`,
      {},
      { cause },
    );
  }
  return { ...found, metrics };
}
