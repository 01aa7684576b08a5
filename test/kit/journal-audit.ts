// Reads a journal folder by docs/formats/journal.md alone, with no code of ingest, and says what is in it:
// the second opinion that system tests rest on. The Merkle root is computed by the RFC's own recursion.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LogRecord } from "#contracts/record.ts";
import { decodeRecord } from "#contracts/record-bytes.ts";

export type AuditedLog = {
  readonly log: string;
  /** Canonical bytes by sequence, first delivery, in the order of arrival. */
  readonly records: ReadonlyMap<number, Uint8Array>;
  /** Of these, those that arrived as a resend. */
  readonly historical: ReadonlySet<number>;
  /** Records journalled again under a sequence that was there already. */
  readonly duplicates: number;
  readonly quarantined: number;
  readonly hostGaps: number;
  readonly checkpoints: readonly {
    readonly size: number;
    readonly root: string;
    readonly note: string;
  }[];
};

export type JournalAudit = {
  readonly logs: readonly AuditedLog[];
  /** Offsets where no valid entry stands although the file goes on; a torn tail counts as one. */
  readonly damage: readonly string[];
};

function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** RFC 9162 §2.1.1, from record bytes. */
export function auditRoot(records: readonly Uint8Array[]): Buffer {
  if (records.length === 0) return sha256();
  if (records.length === 1) return sha256(Uint8Array.of(0), records[0] as Uint8Array);
  let k = 1;
  while (k * 2 < records.length) k *= 2;
  return sha256(Uint8Array.of(1), auditRoot(records.slice(0, k)), auditRoot(records.slice(k)));
}

type Draft = {
  records: Map<number, Uint8Array>;
  historical: Set<number>;
  duplicates: number;
  quarantined: number;
  hostGaps: number;
  checkpoints: { size: number; root: string; note: string }[];
};

function readEntry(draft: Draft, body: Buffer): void {
  const type = body.readUInt8(0);
  const sequence = Number(body.readBigUInt64BE(34));
  const payload = body.subarray(50);
  if (type === 1) {
    if (draft.records.has(sequence)) {
      draft.duplicates += 1;
      return;
    }
    draft.records.set(sequence, payload);
    if ((body.readUInt8(1) & 1) === 1) draft.historical.add(sequence);
  } else if (type === 2) {
    const note = payload.toString("utf8");
    const [, size, root] = note.split("\n");
    draft.checkpoints.push({ size: Number(size), root: root ?? "", note });
  } else if (type === 3) draft.quarantined += 1;
  else if (type === 4) draft.hostGaps += 1;
}

export function auditJournal(folder: string): JournalAudit {
  const drafts = new Map<string, Draft>();
  const damage: string[] = [];
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith(".lpj"))
    .sort()) {
    const bytes = readFileSync(join(folder, name));
    if (bytes.length < 32 || bytes.subarray(0, 8).toString("latin1") !== "LPJOURN1") {
      damage.push(`${name}: header`);
      continue;
    }
    let at = bytes.readUInt16BE(10);
    while (at < bytes.length) {
      const length = at + 8 <= bytes.length ? bytes.readUInt32BE(at) : Number.POSITIVE_INFINITY;
      const body = bytes.subarray(at + 8, at + 8 + length);
      if (body.length !== length || crc32c(body) !== bytes.readUInt32BE(at + 4)) {
        damage.push(`${name}: offset ${at}`);
        break;
      }
      const log = body.subarray(2, 34).toString("hex");
      const draft = drafts.get(log) ?? {
        records: new Map(),
        historical: new Set(),
        duplicates: 0,
        quarantined: 0,
        hostGaps: 0,
        checkpoints: [],
      };
      drafts.set(log, draft);
      readEntry(draft, body);
      at += 8 + length;
    }
  }
  return { logs: [...drafts].map(([log, draft]) => ({ log, ...draft })), damage };
}

/** Records of a log in order, when it is whole from 0; throws naming the first hole. */
export function recordsInOrder(log: AuditedLog): LogRecord[] {
  return Array.from({ length: log.records.size }, (_, sequence) => {
    const bytes = log.records.get(sequence);
    if (bytes === undefined) throw new Error(`log ${log.log} has no record ${sequence}`);
    return decodeRecord(bytes);
  });
}
