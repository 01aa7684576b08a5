// After a restart the births should carry the last recorded values: the newest part of the log that is
// still held is read backwards until every signal is known. What is older stays null and stale.
import { decodeRecord } from "#contracts/record-bytes.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { DeclaredTable } from "./declared-table.ts";

const chunk = 100;
/** Bounds of the look back: a start should take a moment, not minutes. */
const maxRecords = 5_000;
const maxBytes = 32 << 20;

export function recallLastSamples(outbox: Outbox, table: DeclaredTable): void {
  let left = maxBytes;
  const lowest = Math.max(outbox.oldest, outbox.next - maxRecords);
  for (let to = outbox.next; to > lowest && left > 0 && !table.complete; to -= chunk) {
    const rows = outbox.read(Math.max(lowest, to - chunk), to, chunk, maxBytes);
    for (const { bytes } of rows.toReversed()) {
      if (bytes === null) continue;
      left -= bytes.length;
      try {
        table.rememberOlder(decodeRecord(bytes));
      } catch {
        // A record of another version says nothing here.
      }
    }
  }
}
