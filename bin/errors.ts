// Errors of the command line itself.
import { CodedError } from "#contracts/errors.ts";

/** Every code; each has an entry in docs/errors.md (error-guide/). */
export const commandErrorCodes = [
  "BIN_ARGUMENTS",
  "BIN_CANCELLED",
  "BIN_CONFIG_INVALID",
  "BIN_FILE_UNREADABLE",
  "BIN_FILE_UNWRITABLE",
  "BIN_FILE_EXISTS",
  "BIN_PORT_IN_USE",
  "BIN_PORT_UNUSABLE",
  "BIN_CHILD_FAILED",
  "BIN_DATA_DIR",
  "BIN_DATA_OLD",
  "BIN_DEMO_SITE",
  "BIN_PACKAGE_MISSING",
  "BIN_UNKNOWN",
] as const;
export type CommandErrorCode = (typeof commandErrorCodes)[number];

export class CommandError extends CodedError<CommandErrorCode> {}
