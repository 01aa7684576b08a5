// The one base of every error that a person or a caller may have to tell apart.
// Codes are stage first (GATEWAY_CONFIG_INVALID) and one per reason; each stage closes its own union.

/** Facts of an error for programs: which file, path, register, range. Plain JSON values only. */
export type ErrorDetail = Readonly<Record<string, string | number | boolean | null>>;

export class CodedError<Code extends string> extends Error {
  readonly code: Code;
  readonly detail: ErrorDetail;

  /** @param message what is wrong, where, and how to mend it; one or two sentences. */
  constructor(code: Code, message: string, detail: ErrorDetail = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = "CodedError";
    this.code = code;
    this.detail = detail;
  }
}

/** The code of a coded error; undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof CodedError ? (error.code as string) : undefined;
}
