// Errors of the command line itself.
import { CodedError } from "#contracts/errors.ts";

export type CommandErrorCode =
  | "BIN_ARGUMENTS"
  | "BIN_CONFIG_INVALID"
  | "BIN_FILE_UNREADABLE"
  | "BIN_PORT_IN_USE"
  | "BIN_PORT_UNUSABLE"
  | "BIN_CHILD_FAILED"
  | "BIN_DATA_DIR"
  | "BIN_DATA_OLD"
  | "BIN_DEMO_SITE"
  | "BIN_UNKNOWN";

export class CommandError extends CodedError<CommandErrorCode> {}
