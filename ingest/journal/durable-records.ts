// The journal as durable records: how an index is rebuilt.
// Every segment opens with the enrolments known by then, so that reading may begin in any of them.
import { decodeRecord } from "#contracts/record-bytes.ts";
import type { DurableRecord } from "../durable-record.ts";
import { decodeEnrolment, type Enrolment } from "../evidence/enrolment.ts";
import type { JournalDisk } from "./journal-disk.ts";
import { realDisk } from "./journal-disk.ts";
import { readJournal } from "./read-journal.ts";
import { listSegments } from "./recovery.ts";
import { firstEntryOf } from "./segment-format.ts";

export type JournalledRecord = { readonly entry: number; readonly durable: DurableRecord };

/**
 * Records with entry number ≥ fromEntry, in journal order; one may come twice with equal contents.
 * A journal that ends before that number is an older copy of the one that was numbered: all of it is read.
 * Throws RecordError for bytes that the journal's crc calls whole and that are no record.
 */
export async function* readDurableRecords(
  dir: string,
  fromEntry: number,
  disk: JournalDisk = realDisk,
): AsyncGenerator<JournalledRecord> {
  const logs = new Map<string, Enrolment>();
  const segments = await listSegments(disk, dir);
  const start = segments.findLast((name) => (firstEntryOf(name) ?? 0) <= fromEntry);
  const first = start === undefined ? fromEntry : (firstEntryOf(start) ?? 0);
  let end = first;
  for await (const entry of readJournal(dir, first, disk)) {
    end = entry.number + 1;
    if (entry.type === "enrolment") {
      const enrolment = decodeEnrolment(entry.log, entry.payload);
      if (enrolment !== undefined) logs.set(entry.log, enrolment);
      continue;
    }
    const enrolment = logs.get(entry.log);
    if (entry.type !== "record" || entry.number < fromEntry || enrolment === undefined) continue;
    const { site, gateway, log } = enrolment;
    const { sequence, ingestTime, historical } = entry;
    const record = decodeRecord(entry.payload);
    const durable = { site, gateway, log, sequence, ingestTime, historical, record };
    yield { entry: entry.number, durable };
  }
  if (end < fromEntry) yield* readDurableRecords(dir, 0, disk);
}
