// Reads a journal from an entry number on, while it may still be written: for rebuilding the index and
// for looking up old records. Damaged stretches are skipped; bytes not yet whole at the end are left
// for the next call.
import { type JournalDisk, realDisk } from "./journal-disk.ts";
import { listSegments, refuseOtherVersion } from "./recovery.ts";
import { scanSegment } from "./scan-segment.ts";
import { firstEntryOf, type StoredEntry } from "./segment-format.ts";

/**
 * Valid entries with number ≥ fromEntry, in order. A record may stand twice when a disk error made the
 * writer repeat a batch: equal log, sequence and bytes. Each payload is a view into its segment's bytes.
 * Throws INGEST_JOURNAL_VERSION at a segment of another version.
 */
export async function* readJournal(
  dir: string,
  fromEntry: number,
  disk: JournalDisk = realDisk,
): AsyncGenerator<StoredEntry> {
  const segments = await listSegments(disk, dir);
  for (const [i, segment] of segments.entries()) {
    const next = segments[i + 1];
    if (next !== undefined && (firstEntryOf(next) ?? 0) <= fromEntry) continue;
    let bytes: Uint8Array;
    try {
      bytes = await disk.read(dir, segment);
    } catch (error) {
      // A segment without entries is removed when its creation failed half way.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
      throw error;
    }
    refuseOtherVersion(dir, segment, bytes);
    for (const part of scanSegment(bytes, firstEntryOf(segment) ?? 0)) {
      if (part.kind === "entry" && part.entry.number >= fromEntry) yield part.entry;
    }
  }
}
