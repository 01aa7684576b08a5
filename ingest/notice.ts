// What ingest tells its operator: one line of text with the facts behind it.
// The process that composes ingest decides where it goes; ingest itself never writes to a console.
import { CodedError, type ErrorDetail } from "#contracts/errors.ts";

export type Notice = {
  readonly level: "info" | "warn" | "error";
  /** Chinese first, then English. */
  readonly message: string;
  readonly code?: string;
  readonly detail?: ErrorDetail;
};

export type Notify = (notice: Notice) => void;

/** A notice of an error, with its code and facts when it has them. */
export function noticeOf(level: Notice["level"], error: unknown): Notice {
  if (error instanceof CodedError) {
    return { level, message: error.message, code: String(error.code), detail: error.detail };
  }
  return { level, message: String(error) };
}
