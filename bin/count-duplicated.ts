// How many records stand more than once in a journal, counted from the files themselves.
import { existsSync } from "node:fs";
import { SequenceRanges } from "#contracts/sequence-ranges.ts";
import { journalFolder } from "#ingest/ingest.ts";
import { readDurableRecords } from "#ingest/journal/durable-records.ts";

/** Records beyond the first of the same log and sequence, by site. */
export async function countDuplicated(data: string): Promise<Map<string, number>> {
  const folder = journalFolder(data);
  const counts = new Map<string, number>();
  const seen = new Map<string, SequenceRanges>();
  if (!existsSync(folder)) return counts;
  for await (const { durable } of readDurableRecords(folder, 0)) {
    const ranges = seen.get(durable.log) ?? new SequenceRanges();
    seen.set(durable.log, ranges);
    if (ranges.has(durable.sequence)) counts.set(durable.site, (counts.get(durable.site) ?? 0) + 1);
    else ranges.add(durable.sequence, durable.sequence + 1);
  }
  return counts;
}
