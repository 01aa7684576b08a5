// Canonical JSON, RFC 8785 (JCS): the one text of a JSON value, to be hashed and signed.
// JavaScript's own number and string forms are those of RFC 8785 §3.2.2; only member order is added.
import { CodedError } from "./errors.ts";

export type CanonicalJsonErrorCode =
  | "CONTRACTS_JSON_NUMBER"
  | "CONTRACTS_JSON_TEXT"
  | "CONTRACTS_JSON_TYPE";

export class CanonicalJsonError extends CodedError<CanonicalJsonErrorCode> {}

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

function quote(text: string): string {
  if (!text.isWellFormed()) {
    throw new CanonicalJsonError("CONTRACTS_JSON_TEXT", "text has a lone surrogate");
  }
  return JSON.stringify(text);
}

/**
 * Canonical text of a JSON value; members that are undefined are left out.
 * Throws CONTRACTS_JSON_NUMBER for NaN and infinities, CONTRACTS_JSON_TEXT for lone surrogates.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) {
      throw new CanonicalJsonError("CONTRACTS_JSON_NUMBER", `${value} has no JSON form`);
    }
    return JSON.stringify(value);
  }
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(",")}]`;
  if (typeof value !== "object") {
    throw new CanonicalJsonError("CONTRACTS_JSON_TYPE", `${typeof value} has no JSON form`);
  }
  // RFC 8785 §3.2.3: order by UTF-16 code units, which is what sort() compares.
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = (value as { readonly [key: string]: Json | undefined })[key];
    if (member !== undefined) members.push(`${quote(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(",")}}`;
}
