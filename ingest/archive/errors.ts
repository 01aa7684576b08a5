// What can go wrong between the index and the sealed files, one code per reason.
import { CodedError } from "#contracts/errors.ts";

export type ArchiveErrorCode =
  /** A value and its kind, or archive columns, do not belong together. */
  | "INGEST_ARCHIVE_VALUE"
  /** A sealed file could not be written; what was there before stands. */
  | "INGEST_ARCHIVE_WRITE"
  /** A sealed file is missing or cannot be read. */
  | "INGEST_ARCHIVE_READ"
  /** The two files of an hour do not fit each other or their description. */
  | "INGEST_ARCHIVE_CONTENT";

export class ArchiveError extends CodedError<ArchiveErrorCode> {}
