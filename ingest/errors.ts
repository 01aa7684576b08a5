// Every reason for which ingest stops or refuses, one code each.
// Messages are for people: Chinese first, then English, naming the place and the mend.
import { CodedError } from "#contracts/errors.ts";

export type IngestErrorCode =
  | "INGEST_CONFIG_INVALID"
  | "INGEST_PORT_IN_USE"
  | "INGEST_BROKER_LISTEN"
  | "INGEST_BROKER_REFUSED"
  | "INGEST_BROKER_UNREACHABLE"
  | "INGEST_JOURNAL_OPEN"
  | "INGEST_JOURNAL_LOCKED"
  | "INGEST_JOURNAL_FULL"
  | "INGEST_JOURNAL_DAMAGED"
  | "INGEST_JOURNAL_VERSION"
  | "INGEST_JOURNAL_ENTRY"
  | "INGEST_LEDGER_UNBALANCED"
  | "INGEST_PAYLOAD";

export class IngestError extends CodedError<IngestErrorCode> {}
