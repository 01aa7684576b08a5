// Journal segment (docs/formats/journal.md), big-endian:
//   file    journal-<16 hex digits of the first entry number>.lpj
//   header  "LPJOURN1" · version u16 = 1 · header length u16 = 32 · created i64 ms · first entry u64 · crc u32
//   entry   length u32 · crc u32 · type u8 · flags u8 · log 32 · sequence u64 · ingest time i64 ms · payload
// The length counts what follows the crc; each crc is CRC-32C, of the 28 header bytes before it or of
// the bytes that the length counts.
import { ByteWriter, fromHex, toHex } from "#contracts/bytes.ts";
import { crc32c } from "./crc32c.ts";

export const headerBytes = 32;
export const segmentVersion = 1;
const magic = [0x4c, 0x50, 0x4a, 0x4f, 0x55, 0x52, 0x4e, 0x31];

/** Entry type numbers. */
export const entryTypes = {
  record: 1,
  checkpoint: 2,
  quarantined: 3,
  hostGap: 4,
  enrolment: 5,
} as const;
export type EntryType = keyof typeof entryTypes;
const typeNames = ["record", "checkpoint", "quarantined", "hostGap", "enrolment"] as const;

/** Bytes before the payload: length and crc, then type, flags, log, sequence, ingest time. */
export const prefixBytes = 8;
export const envelopeBytes = prefixBytes + 50;
/** Largest value of the length field: 16 MiB. */
export const maxEntryLength = 16 * 1024 * 1024;

export type JournalEntry = {
  readonly type: EntryType;
  readonly historical: boolean;
  /** Log id, 64 hex digits. */
  readonly log: string;
  /** 0 for an enrolment; the size for a checkpoint. */
  readonly sequence: number;
  /** Host time, ms UTC. */
  readonly ingestTime: number;
  readonly payload: Uint8Array;
};

/** An entry as it lies in a segment. */
export type StoredEntry = JournalEntry & { readonly number: number };

export function segmentName(firstEntry: number): string {
  return `journal-${firstEntry.toString(16).padStart(16, "0")}.lpj`;
}

/** Number of the first entry by file name; undefined for any other file. */
export function firstEntryOf(name: string): number | undefined {
  const digits = /^journal-([0-9a-f]{16})\.lpj$/.exec(name)?.[1];
  const first = digits === undefined ? Number.NaN : Number.parseInt(digits, 16);
  return Number.isSafeInteger(first) ? first : undefined;
}

export function encodeHeader(created: number, firstEntry: number): Uint8Array {
  const out = new ByteWriter(headerBytes);
  for (const byte of magic) out.u8(byte);
  out.u16(segmentVersion);
  out.u16(headerBytes);
  out.i64(created);
  out.u64(firstEntry);
  out.u32(crc32c(out.take()));
  return out.take();
}

/** Version of a whole header; undefined where the bytes are no header as they were written. */
export function headerVersion(bytes: Uint8Array): number | undefined {
  if (bytes.length < headerBytes || magic.some((byte, i) => bytes[i] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  return view.getUint32(28) === crc32c(bytes, 0, 28) ? view.getUint16(8) : undefined;
}

export function isHeader(bytes: Uint8Array): boolean {
  return headerVersion(bytes) === segmentVersion && bytes[10] === 0 && bytes[11] === headerBytes;
}

export function entryLength(payloadBytes: number): number {
  return envelopeBytes + payloadBytes;
}

/** Whether an entry with so long a payload can be read back. */
export function fitsEntry(payloadBytes: number): boolean {
  return entryLength(payloadBytes) - prefixBytes <= maxEntryLength;
}

const logIds = new Map<string, Uint8Array>();

/** The 32 bytes of a log id; logs are few and recur in every entry. */
function logBytes(log: string): Uint8Array {
  const known = logIds.get(log);
  if (known !== undefined) return known;
  const bytes = fromHex(log);
  if (logIds.size < 10_000) logIds.set(log, bytes);
  return bytes;
}

/** Writes an entry at an offset of a buffer with room for it; returns the offset behind it. */
export function writeEntry(
  target: Uint8Array,
  view: DataView,
  at: number,
  e: JournalEntry,
): number {
  const end = at + entryLength(e.payload.length);
  view.setUint32(at, end - at - prefixBytes);
  target[at + 8] = entryTypes[e.type];
  target[at + 9] = e.historical ? 1 : 0;
  target.set(logBytes(e.log), at + 10);
  view.setUint32(at + 42, Math.floor(e.sequence / 0x1_0000_0000));
  view.setUint32(at + 46, e.sequence >>> 0);
  view.setInt32(at + 50, Math.floor(e.ingestTime / 0x1_0000_0000));
  view.setUint32(at + 54, e.ingestTime >>> 0);
  target.set(e.payload, at + envelopeBytes);
  view.setUint32(at + 4, crc32c(target, at + prefixBytes, end));
  return end;
}

/** Offset behind a whole and valid entry at `at`; undefined when there is none. */
export function validEntryEnd(bytes: Uint8Array, view: DataView, at: number): number | undefined {
  if (at + envelopeBytes > bytes.length) return undefined;
  const length = view.getUint32(at);
  const end = at + prefixBytes + length;
  if (length < envelopeBytes - prefixBytes || length > maxEntryLength || end > bytes.length) {
    return undefined;
  }
  const type = bytes[at + 8] as number;
  if (type < 1 || type > typeNames.length || (bytes[at + 9] as number) > 1) return undefined;
  // Numbers beyond 2^53 were never written.
  if (view.getUint32(at + 42) > 0x1f_ffff) return undefined;
  return view.getUint32(at + 4) === crc32c(bytes, at + prefixBytes, end) ? end : undefined;
}

let lastLog: { bytes: Uint8Array; hex: string } | undefined;

function logHex(bytes: Uint8Array): string {
  if (lastLog?.bytes.every((byte, i) => byte === bytes[i])) {
    return lastLog.hex;
  }
  lastLog = { bytes: bytes.slice(), hex: toHex(bytes) };
  return lastLog.hex;
}

/** Reads an entry that validEntryEnd() accepted; the payload is a view, not a copy. */
export function readEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  number: number,
): StoredEntry {
  const type = typeNames[(bytes[at + 8] as number) - 1] as EntryType;
  return {
    number,
    type,
    historical: bytes[at + 9] === 1,
    log: logHex(bytes.subarray(at + 10, at + 42)),
    sequence: view.getUint32(at + 42) * 0x1_0000_0000 + view.getUint32(at + 46),
    ingestTime: view.getInt32(at + 50) * 0x1_0000_0000 + view.getUint32(at + 54),
    payload: bytes.subarray(at + envelopeBytes, end),
  };
}
