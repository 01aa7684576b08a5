// After a restart the births should carry the last recorded values: the newest part of the log that is
// still held is read backwards until every signal is known. What is older stays null and stale.
import type { Outbox } from "../outbox/outbox.ts";
import { recordsBackwards } from "../outbox/records-backwards.ts";
import type { DeclaredTable } from "./declared-table.ts";

/** A start should take a moment, not minutes. */
const lookBack = { maxRecords: 5_000, maxBytes: 32 << 20 } as const;

export function recallLastSamples(outbox: Outbox, table: DeclaredTable): void {
  if (table.complete) return;
  for (const record of recordsBackwards(outbox, lookBack)) {
    table.rememberOlder(record);
    if (table.complete) return;
  }
}
