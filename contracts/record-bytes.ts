// Canonical bytes of a record: what is hashed into the evidence log (docs/formats/record.md).
// Invariant: one record has one byte string; decode refuses every other form.
//
//   version u8 = 1 · kind u8 · gateway time i64 · body
//   scan      equipment text16 · scan group text16 · count u32 · count × sample
//   sample    signal text16 · source time i64 · value kind u8 · value · status u32 · flag u8 (ASCII)
//   gap       from u64 · to u64 · reason u8 · count u8 · count × (level u8 · index u64 · hash 32)
//   identity  count u16 · count × (key text16 · value text16), keys ascending by bytes
//   clock     state u8 · offset i64 · reference text16
//   end       reason text16
import { ByteReader, BytesError, ByteWriter, encodeUtf8, toHex } from "./bytes.ts";
import { CodedError } from "./errors.ts";
import { type Flag, flags } from "./quality.ts";
import {
  clockStates,
  type GapReason,
  type LogRecord,
  type Sample,
  type ScanRecord,
} from "./record.ts";
import { exactInteger, type Value, type ValueKind, valueKinds } from "./value.ts";

export type RecordErrorCode =
  | "CONTRACTS_RECORD_VERSION"
  | "CONTRACTS_RECORD_KIND"
  | "CONTRACTS_RECORD_VALUE"
  | "CONTRACTS_RECORD_FLAG"
  | "CONTRACTS_RECORD_ORDER"
  | "CONTRACTS_RECORD_BYTES";

export class RecordError extends CodedError<RecordErrorCode> {}

export const recordVersion = 1;
const kinds = ["scan", "gap", "identity", "clock", "end"] as const;
const gapReasons = ["outbox-full", "unreadable"] as const satisfies readonly GapReason[];
const kindNumbers = Object.fromEntries(valueKinds.map((kind, i) => [kind, i])) as {
  [K in ValueKind]: number;
};

const idCache = new Map<string, Uint8Array>();

/** Signal ids recur in every record; their UTF-8 is kept, up to a bound. */
function idBytes(id: string): Uint8Array {
  const known = idCache.get(id);
  if (known !== undefined) return known;
  const bytes = encodeUtf8(id);
  if (bytes.length > 0xffff)
    throw new RecordError("CONTRACTS_RECORD_VALUE", "id exceeds 65535 bytes");
  if (idCache.size < 200_000) idCache.set(id, bytes);
  return bytes;
}

function writeId(out: ByteWriter, id: string): void {
  const bytes = idBytes(id);
  out.u16(bytes.length);
  out.raw(bytes);
}

function wrong(kind: ValueKind, value: Value): RecordError {
  return new RecordError(
    "CONTRACTS_RECORD_VALUE",
    `a value of kind ${kind} cannot be ${typeof value}`,
    {
      kind,
    },
  );
}

function writeInteger(out: ByteWriter, kind: "int" | "uint", value: Value): void {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw wrong(kind, value);
    if (kind === "int") out.i64(value);
    else out.u64(value);
    return;
  }
  if (typeof value !== "bigint") throw wrong(kind, value);
  if (kind === "int") {
    if (BigInt.asIntN(64, value) !== value) throw wrong(kind, value);
    out.bigI64(value);
  } else {
    if (BigInt.asUintN(64, value) !== value) throw wrong(kind, value);
    out.bigU64(value);
  }
}

function writeValue(out: ByteWriter, kind: ValueKind, value: Value): void {
  out.u8(kindNumbers[kind]);
  if (kind === "null") {
    if (value !== null) throw wrong(kind, value);
  } else if (kind === "boolean") {
    if (typeof value !== "boolean") throw wrong(kind, value);
    out.u8(value ? 1 : 0);
  } else if (kind === "int" || kind === "uint") {
    writeInteger(out, kind, value);
  } else if (kind === "float") {
    if (typeof value !== "number") throw wrong(kind, value);
    if (!Number.isNaN(value) && Math.fround(value) !== value) throw wrong(kind, value);
    out.f32(value);
  } else if (kind === "double") {
    if (typeof value !== "number") throw wrong(kind, value);
    out.f64(value);
  } else {
    const bytes = kind === "string" && typeof value === "string" ? encodeUtf8(value) : value;
    if (!(bytes instanceof Uint8Array)) throw wrong(kind, value);
    out.u32(bytes.length);
    out.raw(bytes);
  }
}

function writeSamples(out: ByteWriter, record: ScanRecord): void {
  writeId(out, record.equipment);
  writeId(out, record.scanGroup);
  out.u32(record.samples.length);
  for (const sample of record.samples) {
    writeId(out, sample.signal);
    out.i64(sample.sourceTime);
    writeValue(out, sample.kind, sample.value);
    out.u32(sample.status);
    out.u8(sample.flag.charCodeAt(0));
  }
}

/** Writes the canonical bytes of a record behind what the writer already holds. */
export function writeRecord(out: ByteWriter, record: LogRecord): void {
  out.u8(recordVersion);
  out.u8(kinds.indexOf(record.kind) + 1);
  out.i64(record.gatewayTime);
  if (record.kind === "scan") {
    writeSamples(out, record);
  } else if (record.kind === "gap") {
    out.u64(record.from);
    out.u64(record.to);
    out.u8(gapReasons.indexOf(record.reason) + 1);
    out.u8(record.roots.length);
    for (const root of record.roots) {
      out.u8(root.level);
      out.u64(root.index);
      out.raw(root.hash);
    }
  } else if (record.kind === "identity") {
    out.u16(record.properties.length);
    assertAscending(record.properties.map(([key]) => encodeUtf8(key)));
    for (const [key, value] of record.properties) {
      out.text16(key);
      out.text16(value);
    }
  } else if (record.kind === "clock") {
    out.u8(clockStates.indexOf(record.state));
    out.i64(record.offsetMs);
    out.text16(record.reference);
  } else {
    out.text16(record.reason);
  }
}

/** Canonical bytes of a record. Throws RecordError or BytesError for what has none. */
export function encodeRecord(record: LogRecord): Uint8Array {
  const out = new ByteWriter(64);
  writeRecord(out, record);
  return out.take();
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function assertAscending(keys: readonly Uint8Array[]): void {
  for (let i = 1; i < keys.length; i++) {
    const [before, key] = [keys[i - 1], keys[i]];
    if (before && key && compareBytes(before, key) >= 0) {
      throw new RecordError("CONTRACTS_RECORD_ORDER", "identity keys must ascend and differ", {
        index: i,
      });
    }
  }
}

const canonicalNaN = { 4: "7fc00000", 8: "7ff8000000000000" } as const;

function readFloat(input: ByteReader, width: 4 | 8): number {
  const raw = input.raw(width);
  const view = new ByteReader(raw);
  const value = width === 4 ? view.f32() : view.f64();
  if (Number.isNaN(value) && toHex(raw) !== canonicalNaN[width]) {
    throw new RecordError("CONTRACTS_RECORD_VALUE", `NaN ${toHex(raw)} is not the canonical one`);
  }
  return value;
}

function readValue(input: ByteReader): { kind: ValueKind; value: Value } {
  const number = input.u8();
  const kind = valueKinds[number];
  if (kind === undefined) {
    throw new RecordError("CONTRACTS_RECORD_VALUE", `value kind ${number} is unknown`, { number });
  }
  if (kind === "null") return { kind, value: null };
  if (kind === "boolean") {
    const byte = input.u8();
    if (byte > 1) throw new RecordError("CONTRACTS_RECORD_VALUE", `boolean byte ${byte}`, { kind });
    return { kind, value: byte === 1 };
  }
  if (kind === "int") return { kind, value: exactInteger(input.bigI64()) };
  if (kind === "uint") return { kind, value: exactInteger(input.bigU64()) };
  if (kind === "float") return { kind, value: readFloat(input, 4) };
  if (kind === "double") return { kind, value: readFloat(input, 8) };
  const length = input.u32();
  return kind === "string"
    ? { kind, value: input.text(length) }
    : { kind, value: input.raw(length).slice() };
}

function readSample(input: ByteReader): Sample {
  const signal = input.text16();
  const sourceTime = input.i64();
  const { kind, value } = readValue(input);
  const status = input.u32();
  const flag = String.fromCharCode(input.u8()) as Flag;
  if (!flags.includes(flag)) {
    throw new RecordError("CONTRACTS_RECORD_FLAG", `flag ${JSON.stringify(flag)} is unknown`, {
      signal,
    });
  }
  return { signal, sourceTime, kind, value, status, flag };
}

function readBody(input: ByteReader, kind: LogRecord["kind"], gatewayTime: number): LogRecord {
  if (kind === "scan") {
    const equipment = input.text16();
    const scanGroup = input.text16();
    const count = input.u32();
    const samples: Sample[] = [];
    for (let i = 0; i < count; i++) samples.push(readSample(input));
    return { kind, gatewayTime, equipment, scanGroup, samples };
  }
  if (kind === "gap") {
    const from = input.u64();
    const to = input.u64();
    const number = input.u8();
    const reason = gapReasons[number - 1];
    if (reason === undefined) {
      throw new RecordError("CONTRACTS_RECORD_KIND", `gap reason ${number} is unknown`, { number });
    }
    const roots = Array.from({ length: input.u8() }, () => ({
      level: input.u8(),
      index: input.u64(),
      hash: input.raw(32).slice(),
    }));
    return { kind, gatewayTime, from, to, reason, roots };
  }
  if (kind === "identity") {
    const properties = Array.from(
      { length: input.u16() },
      () => [input.text16(), input.text16()] as const,
    );
    assertAscending(properties.map(([key]) => encodeUtf8(key)));
    return { kind, gatewayTime, properties };
  }
  if (kind === "clock") {
    const number = input.u8();
    const state = clockStates[number];
    if (state === undefined) {
      throw new RecordError("CONTRACTS_RECORD_KIND", `clock state ${number} is unknown`, {
        number,
      });
    }
    return { kind, gatewayTime, state, offsetMs: input.i64(), reference: input.text16() };
  }
  return { kind, gatewayTime, reason: input.text16() };
}

/**
 * The record of canonical bytes, which may come from an attacker.
 * Throws RecordError with the reason; a non-canonical form is refused, never repaired.
 */
export function decodeRecord(bytes: Uint8Array): LogRecord {
  try {
    const input = new ByteReader(bytes);
    const version = input.u8();
    if (version !== recordVersion) {
      throw new RecordError("CONTRACTS_RECORD_VERSION", `record version ${version} is unknown`, {
        version,
      });
    }
    const number = input.u8();
    const kind = kinds[number - 1];
    if (kind === undefined) {
      throw new RecordError("CONTRACTS_RECORD_KIND", `record kind ${number} is unknown`, {
        number,
      });
    }
    const record = readBody(input, kind, input.i64());
    input.end();
    return record;
  } catch (cause) {
    if (cause instanceof BytesError) {
      throw new RecordError(
        "CONTRACTS_RECORD_BYTES",
        cause.message,
        { reason: cause.code, ...cause.detail },
        { cause },
      );
    }
    throw cause;
  }
}
