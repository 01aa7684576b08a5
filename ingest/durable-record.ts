// A record that is on ingest's disk: what the journal hands to the index, the live view and the facts.
import type { LogRecord } from "#contracts/record.ts";

export type DurableRecord = {
  readonly site: string;
  readonly gateway: string;
  readonly log: string;
  readonly sequence: number;
  /** When ingest received it, host time, ms UTC. */
  readonly ingestTime: number;
  readonly historical: boolean;
  readonly record: LogRecord;
};
