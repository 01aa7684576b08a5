// Walks the bytes of one segment: entries, and where bytes are none, what that means.
// A damaged entry is stepped over by its length when a valid entry (or the end) follows, else by
// searching forward for the next valid entry. Bytes at the end that begin no whole entry are the tail
// of a write that a crash cut short.
import {
  envelopeBytes,
  headerBytes,
  isHeader,
  maxEntryLength,
  prefixBytes,
  readEntry,
  type StoredEntry,
  validEntryEnd,
} from "./segment-format.ts";

export type SegmentPart =
  | { readonly kind: "entry"; readonly entry: StoredEntry; readonly from: number }
  /** Bytes [from, to) are not as they were written; `region` says which part of the format. */
  | {
      readonly kind: "damage";
      readonly region: "header" | "entry";
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: "torn"; readonly from: number; readonly to: number };

/** End of a damaged entry when its length can be believed. */
function plausibleEnd(bytes: Uint8Array, view: DataView, at: number): number | undefined {
  if (at + prefixBytes > bytes.length) return undefined;
  const length = view.getUint32(at);
  const end = at + prefixBytes + length;
  if (length < envelopeBytes - prefixBytes || length > maxEntryLength) return undefined;
  if (end > bytes.length) return undefined;
  return end === bytes.length || validEntryEnd(bytes, view, end) !== undefined ? end : undefined;
}

function nextValid(bytes: Uint8Array, view: DataView, from: number): number | undefined {
  for (let at = from; at + prefixBytes < bytes.length; at++) {
    if (validEntryEnd(bytes, view, at) !== undefined) return at;
  }
  return undefined;
}

/** @param firstEntry number of the first entry, by file name. A damaged stretch counts as one number. */
export function* scanSegment(bytes: Uint8Array, firstEntry: number): Generator<SegmentPart> {
  if (bytes.length < headerBytes) {
    yield { kind: "torn", from: 0, to: bytes.length };
    return;
  }
  if (!isHeader(bytes)) yield { kind: "damage", region: "header", from: 0, to: headerBytes };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let number = firstEntry;
  for (let at = headerBytes; at < bytes.length; number++) {
    const end = validEntryEnd(bytes, view, at);
    if (end !== undefined) {
      yield { kind: "entry", entry: readEntry(bytes, view, at, end, number), from: at };
      at = end;
      continue;
    }
    const next = plausibleEnd(bytes, view, at) ?? nextValid(bytes, view, at + 1);
    if (next === undefined) {
      yield { kind: "torn", from: at, to: bytes.length };
      return;
    }
    yield { kind: "damage", region: "entry", from: at, to: next };
    at = next;
  }
}
