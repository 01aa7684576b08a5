// JSON as the page receives it. Readers may hold 64-bit integers (DuckDB counts); JSON.stringify
// refuses them, so they leave as numbers where exact and as decimal text beyond 2^53 − 1.
import type { LastValue } from "#contracts/live.ts";
import { exactInteger } from "#contracts/value.ts";

function replace(_key: string, value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  const exact = exactInteger(value);
  return typeof exact === "number" ? exact : exact.toString();
}

export function toWireJson(value: unknown): string {
  return JSON.stringify(value, replace) ?? "null";
}

/** NaN and infinities have no JSON form and would look like "nothing read": they leave as text. */
export function wireValue<T extends { readonly value: LastValue["value"] }>(read: T): T {
  return typeof read.value === "number" && !Number.isFinite(read.value)
    ? { ...read, value: String(read.value) }
    : read;
}
