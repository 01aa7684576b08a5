// Canonical bytes of a record: what is hashed into the evidence log (docs/formats/record.md).
// Invariant: one record has one byte string; decode refuses every other form.
//
//   version u8 = 1 · kind u8 · gateway time i64 · body
//   scan      equipment text16 · scan group text16 · count u32 · count × sample
//   sample    signal text16 · source time i64 · value (value-bytes.ts) · status u32 · flag u8 (ASCII)
//   gap       from u64 · to u64 · reason u8 · count u8 · count × (level u8 · index u64 · hash 32)
//   identity  count u16 · count × (key text16 · value text16), keys ascending by bytes
//   clock     state u8 · offset i64 · reference text16
//   end       reason text16
import { ByteReader, BytesError, ByteWriter, encodeUtf8 } from "./bytes.ts";
import { CodedError } from "./errors.ts";
import { type Flag, flags } from "./quality.ts";
import {
  clockStates,
  type GapReason,
  type GapRecord,
  type IdentityRecord,
  type LogRecord,
  type Sample,
  type ScanRecord,
} from "./record.ts";
import { readValue, ValueError, writeValue } from "./value-bytes.ts";

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
const hashLength = 32;

const idCache = new Map<string, Uint8Array>();

/** Signal ids recur in every record; their UTF-8 is kept, up to a bound. */
function idBytes(id: string): Uint8Array {
  const known = idCache.get(id);
  if (known !== undefined) return known;
  const bytes = encodeUtf8(id);
  if (bytes.length > 0xffff) throw unfit(`an id of ${bytes.length} bytes`);
  if (idCache.size < 200_000) idCache.set(id, bytes);
  return bytes;
}

function writeId(out: ByteWriter, id: string): void {
  const bytes = idBytes(id);
  out.u16(bytes.length);
  out.raw(bytes);
}

function unfit(what: string): RecordError {
  return new RecordError("CONTRACTS_RECORD_VALUE", `${what} has no canonical bytes`);
}

function writeSamples(out: ByteWriter, record: ScanRecord): void {
  writeId(out, record.equipment);
  writeId(out, record.scanGroup);
  out.u32(record.samples.length);
  for (const sample of record.samples) {
    writeId(out, sample.signal);
    out.i64(sample.sourceTime);
    writeValue(out, sample.kind, sample.value);
    if (sample.status >>> 0 !== sample.status) throw unfit(`status ${sample.status}`);
    out.u32(sample.status);
    if (!flags.includes(sample.flag)) throw unknownFlag(sample);
    out.u8(sample.flag.charCodeAt(0));
  }
}

function writeGap(out: ByteWriter, record: GapRecord): void {
  out.u64(record.from);
  out.u64(record.to);
  out.u8(gapReasons.indexOf(record.reason) + 1);
  if (record.roots.length > 0xff) throw unfit(`a gap of ${record.roots.length} roots`);
  out.u8(record.roots.length);
  for (const { level, index, hash } of record.roots) {
    if (!(level >= 0 && level < 64)) throw unfit(`subtree level ${level}`);
    if (hash.length !== hashLength) throw unfit(`a hash of ${hash.length} bytes`);
    out.u8(level);
    out.u64(index);
    out.raw(hash);
  }
}

function writeIdentity(out: ByteWriter, record: IdentityRecord): void {
  const { properties } = record;
  if (properties.length > 0xffff) throw unfit(`an identity of ${properties.length} properties`);
  assertAscending(properties.map(([key]) => encodeUtf8(key)));
  out.u16(properties.length);
  for (const [key, value] of properties) {
    out.text16(key);
    out.text16(value);
  }
}

function writeBody(out: ByteWriter, record: LogRecord): void {
  switch (record.kind) {
    case "scan":
      writeSamples(out, record);
      break;
    case "gap":
      writeGap(out, record);
      break;
    case "identity":
      writeIdentity(out, record);
      break;
    case "clock":
      out.u8(clockStates.indexOf(record.state));
      out.i64(record.offsetMs);
      out.text16(record.reference);
      break;
    case "end":
      out.text16(record.reason);
      break;
  }
}

/** Errors of the layers below as errors of the record. */
function asRecordError(cause: unknown): unknown {
  if (cause instanceof ValueError) {
    const { message, detail, code } = cause;
    return new RecordError(
      "CONTRACTS_RECORD_VALUE",
      message,
      { reason: code, ...detail },
      { cause },
    );
  }
  if (cause instanceof BytesError) {
    const { message, detail, code } = cause;
    return new RecordError(
      "CONTRACTS_RECORD_BYTES",
      message,
      { reason: code, ...detail },
      { cause },
    );
  }
  return cause;
}

/**
 * Writes the canonical bytes of a record behind what the writer already holds.
 * Throws RecordError for what has none; the writer then holds a part and must be reset.
 */
export function writeRecord(out: ByteWriter, record: LogRecord): void {
  try {
    out.u8(recordVersion);
    out.u8(kinds.indexOf(record.kind) + 1);
    out.i64(record.gatewayTime);
    writeBody(out, record);
  } catch (cause) {
    throw asRecordError(cause);
  }
}

/** Canonical bytes of a record. Throws RecordError for what has none. */
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

function unknownFlag({ signal, flag }: Pick<Sample, "signal" | "flag">): RecordError {
  return new RecordError("CONTRACTS_RECORD_FLAG", `flag ${JSON.stringify(flag)} is unknown`, {
    signal,
  });
}

function readSample(input: ByteReader): Sample {
  const signal = input.text16();
  const sourceTime = input.i64();
  const { kind, value } = readValue(input);
  const status = input.u32();
  const flag = String.fromCharCode(input.u8()) as Flag;
  if (!flags.includes(flag)) {
    throw unknownFlag({ signal, flag });
  }
  return { signal, sourceTime, kind, value, status, flag };
}

function readLevel(input: ByteReader): number {
  const level = input.u8();
  if (level < 64) return level;
  throw new RecordError("CONTRACTS_RECORD_VALUE", `subtree level ${level} is beyond 63`, { level });
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
      level: readLevel(input),
      index: input.u64(),
      hash: input.raw(hashLength).slice(),
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
    throw asRecordError(cause);
  }
}
