// Every reason for which scoring cannot start to judge, one code each. What evidence lacks is no
// error: it is a verdict, INSUFFICIENT or DOCUMENT_NEEDED.
import { CodedError } from "#contracts/errors.ts";

export type ScoringErrorCode =
  | "SCORING_POLICY_UNKNOWN"
  | "SCORING_POLICY_UNREADABLE"
  | "SCORING_POLICY_INVALID"
  | "SCORING_LINE_MODEL_UNREADABLE"
  | "SCORING_LINE_MODEL_SYNTAX"
  | "SCORING_WINDOW_UNKNOWN";

export class ScoringError extends CodedError<ScoringErrorCode> {}
