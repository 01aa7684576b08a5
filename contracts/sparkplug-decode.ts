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

/** A copy as plain bytes: the buffer of the network may be used again. */
function copy(reader: Reader): Uint8Array {
  return new Uint8Array(reader.bytes());
}

/** Skips a field that this product does not know, or that has another wire type than the schema's. */
function skip(reader: Reader, header: number): void {
  if (header >>> 3 === 0) throw new RangeError("field number 0");
  reader.skipType(header & 7);
}

/** Wire types of the value fields, by their offset from the first. */
const valueWireTypes = [0, 0, 5, 1, 0, 2, 2, 2, 2, 2] as const;

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
      return { field: "bytes", value: copy(reader) };
    case 7:
      return { field: "dataset", value: copy(reader) };
    case 8:
      return { field: "template", value: copy(reader) };
    default:
      return { field: "extension", value: copy(reader) };
  }
}

/** The value of field `first` + offset; undefined, and skipped, for any other field. */
function valueField(
  reader: Reader,
  header: number,
  first: number,
  last: number,
): WireValue | undefined {
  const field = header >>> 3;
  const offset = field - first;
  if (field >= first && field <= last && valueWireTypes[offset] === (header & 7)) {
    return wireValue(reader, offset);
  }
  skip(reader, header);
  return undefined;
}

/** End of a message whose length comes next; it must lie within its parent. */
function endOfMessage(reader: Reader, parentEnd: number): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > parentEnd) throw new RangeError(`message ends at ${end} of ${parentEnd}`);
  return end;
}

function closeMessage(reader: Reader, end: number): void {
  if (reader.pos !== end) throw new RangeError("a field overruns its message");
}

// Tags below are field number · 8 + wire type, sparkplug_b.proto.

function property(reader: Reader, end: number): Property {
  let type = 0;
  let isNull = false;
  let value: WireValue | null = null;
  while (reader.pos < end) {
    const header = reader.uint32();
    if (header === 0x08) type = reader.uint32();
    else if (header === 0x10) isNull = reader.bool();
    else value = valueField(reader, header, 3, 8) ?? value;
  }
  closeMessage(reader, end);
  return { type, value: isNull ? null : value };
}

function properties(reader: Reader, end: number): Map<string, Property> {
  const keys: string[] = [];
  const values: Property[] = [];
  while (reader.pos < end) {
    const header = reader.uint32();
    if (header === 0x0a) keys.push(text(reader));
    else if (header === 0x12) values.push(property(reader, endOfMessage(reader, end)));
    else skip(reader, header);
    if (keys.length > maxProperties || values.length > maxProperties) {
      throw new PayloadError("CONTRACTS_SPARKPLUG_LIMIT", `more than ${maxProperties} properties`);
    }
  }
  closeMessage(reader, end);
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
    switch (header) {
      case 0x0a:
        found.name = text(reader);
        break;
      case 0x10:
        found.alias = uint53(reader);
        break;
      case 0x18:
        found.timestamp = uint53(reader);
        break;
      case 0x20:
        found.datatype = reader.uint32();
        break;
      case 0x28:
        found.isHistorical = reader.bool();
        break;
      case 0x30:
        found.isTransient = reader.bool();
        break;
      case 0x38:
        isNull = reader.bool();
        break;
      case 0x4a:
        found.properties = properties(reader, endOfMessage(reader, end));
        break;
      default:
        found.value = valueField(reader, header, 10, 19) ?? found.value;
    }
  }
  closeMessage(reader, end);
  if (isNull) found.value = null;
  return found;
}

function payload(reader: Reader): Payload {
  const metrics: Metric[] = [];
  const found: { timestamp?: number; seq?: number; uuid?: string } = {};
  while (reader.pos < reader.len) {
    const header = reader.uint32();
    switch (header) {
      case 0x08:
        found.timestamp = uint53(reader);
        break;
      case 0x12:
        metrics.push(metric(reader, endOfMessage(reader, reader.len)));
        if (metrics.length > maxMetrics) {
          throw new PayloadError("CONTRACTS_SPARKPLUG_LIMIT", `more than ${maxMetrics} metrics`);
        }
        break;
      case 0x18:
        found.seq = uint53(reader);
        break;
      case 0x22:
        found.uuid = text(reader);
        break;
      default:
        skip(reader, header);
    }
  }
  return { ...found, metrics };
}

/** Throws CONTRACTS_SPARKPLUG_BYTES for what is no payload, _LIMIT for what is too much of one. */
export function decodePayload(bytes: Uint8Array): Payload {
  try {
    return payload(Reader.create(bytes));
  } catch (cause) {
    if (cause instanceof PayloadError) throw cause;
    throw new PayloadError(
      "CONTRACTS_SPARKPLUG_BYTES",
      `no Sparkplug payload: ${String(cause)}`,
      {},
      { cause },
    );
  }
}
