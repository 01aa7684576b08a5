// What opening a journal finds: the torn tail of a crash is cut, damage elsewhere is named and left alone.
// Damaged entries are not durable: their numbers are missing again and the gateway is asked for them.
import { IngestError } from "../errors.ts";
import type { JournalDisk } from "./journal-disk.ts";
import { scanSegment } from "./scan-segment.ts";
import {
  envelopeBytes,
  firstEntryOf,
  headerBytes,
  headerVersion,
  type StoredEntry,
  segmentVersion,
} from "./segment-format.ts";

export type Damage = {
  /** File name of the segment. */
  readonly segment: string;
  readonly region: "header" | "entry";
  /** Bytes [offset, end) of the segment. */
  readonly offset: number;
  readonly end: number;
};

export type TornTail = {
  readonly segment: string;
  readonly offset: number;
  readonly bytes: number;
};

export type Recovery = {
  readonly entries: number;
  /** Above every number that any entry may ever have had. */
  readonly nextEntry: number;
  readonly damage: readonly Damage[];
  readonly torn: readonly TornTail[];
};

/** Throws INGEST_JOURNAL_VERSION for the whole header of another version: its entries may mean anything. */
export function refuseOtherVersion(dir: string, segment: string, bytes: Uint8Array): void {
  const version = headerVersion(bytes);
  if (version === undefined || version === segmentVersion) return;
  throw new IngestError(
    "INGEST_JOURNAL_VERSION",
    `落盘日志段 ${dir}/${segment} 的版本是 ${version},本程序只认版本 ${segmentVersion};请用写出它的程序版本读取 · journal segment ${dir}/${segment} has version ${version}, this program reads version ${segmentVersion}; use the program version that wrote it`,
    { path: `${dir}/${segment}`, segment, version },
  );
}

/** Segment names in entry order. */
export async function listSegments(disk: JournalDisk, dir: string): Promise<string[]> {
  const names = (await disk.list(dir)).filter((name) => firstEntryOf(name) !== undefined);
  return names.sort();
}

/**
 * Walks all segments in order, hands every valid entry to `visit`, cuts the tail of the last segment.
 * Payloads are views that stay valid only during the call.
 * Throws INGEST_JOURNAL_VERSION before anything of that segment is visited or cut.
 */
export async function recoverJournal(
  disk: JournalDisk,
  dir: string,
  visit: (entry: StoredEntry) => void,
): Promise<Recovery> {
  const damage: Damage[] = [];
  const torn: TornTail[] = [];
  let entries = 0;
  let nextEntry = 0;
  const segments = await listSegments(disk, dir);
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    const first = firstEntryOf(segment) ?? 0;
    const bytes = await disk.read(dir, segment);
    refuseOtherVersion(dir, segment, bytes);
    let valid = 0;
    let lostBytes = 0;
    let cutAt: number | undefined;
    for (const part of scanSegment(bytes, first)) {
      if (part.kind === "entry") {
        visit(part.entry);
        valid += 1;
        continue;
      }
      lostBytes += part.to - part.from;
      if (part.kind === "torn" && last) {
        torn.push({ segment, offset: part.from, bytes: part.to - part.from });
        cutAt = part.from;
      } else {
        const region = part.kind === "damage" ? part.region : "entry";
        damage.push({ segment, region, offset: part.from, end: part.to });
      }
    }
    entries += valid;
    nextEntry = Math.max(nextEntry, first + valid + Math.ceil(lostBytes / envelopeBytes));
    if (last) await settleLast(disk, dir, segment, { length: bytes.length, cutAt, valid });
  }
  return { entries, nextEntry, damage, torn };
}

/**
 * Cuts a torn tail; a file without any entry goes, or the next segment could not have its name.
 * What stays is synced: the writer may have died between write and sync, and from now on it is acknowledged.
 */
async function settleLast(
  disk: JournalDisk,
  dir: string,
  segment: string,
  found: { length: number; cutAt: number | undefined; valid: number },
): Promise<void> {
  const end = found.cutAt ?? found.length;
  if (found.valid === 0 && end <= headerBytes) {
    await disk.remove(dir, segment);
    await disk.syncDir(dir);
  } else {
    await disk.truncate(dir, segment, end);
    await disk.syncDir(dir);
  }
}

/** What the operator is told of a damaged stretch. */
export function damageError(dir: string, damage: Damage): IngestError {
  const { segment, region, offset, end } = damage;
  return new IngestError(
    "INGEST_JOURNAL_DAMAGED",
    `落盘日志段 ${dir}/${segment} 的字节 ${offset} 至 ${end} 已损坏,已跳过,将向网关重新索取;请检查磁盘 · journal segment ${dir}/${segment} is damaged at bytes ${offset} to ${end}: skipped, asked for again from the gateway; check the disk`,
    { path: `${dir}/${segment}`, segment, region, offset, end },
  );
}
