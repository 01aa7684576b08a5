// Where durable records go next: the index that answers history queries.
// Called after the fsync, in journal order, possibly again for records the index already has.
import type { DurableRecord } from "./durable-record.ts";

export interface RecordSink {
  /**
   * Takes a batch at once; must not throw and must not block on disk.
   * @param nextEntry number of the journal entry behind the batch: all before it was handed over.
   */
  add(batch: readonly DurableRecord[], nextEntry: number): void;
}
