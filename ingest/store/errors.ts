// What can go wrong with the index, one code per reason. The index is never the only copy:
// none of these loses a record, and a damaged index is rebuilt from the journal at the next start.
import { CodedError } from "#contracts/errors.ts";

export type StoreErrorCode =
  /** Another process holds the file, or the folder cannot be used. detail.reason: locked · access. */
  | "INGEST_INDEX_OPEN"
  /** A batch could not be committed; it stays queued and is tried again. */
  | "INGEST_INDEX_WRITE"
  /** Too much waits to be committed; the index is fed from the journal once it takes rows again. */
  | "INGEST_INDEX_BEHIND"
  /** A query failed or took too long. */
  | "INGEST_INDEX_QUERY"
  /** More readers wait than the index admits. */
  | "INGEST_INDEX_BUSY"
  /** A block of the file is damaged; the next start sets the file aside and rebuilds it. */
  | "INGEST_INDEX_DAMAGED";

export class StoreError extends CodedError<StoreErrorCode> {}

/** DuckDB names damage in its messages only. */
export function isDamage(message: string): boolean {
  return /corrupt|checksum|not a valid DuckDB|could not read enough bytes|metadata pointer|replaying WAL|serialization error|version number|index format/i.test(
    message,
  );
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
