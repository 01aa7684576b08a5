// Whether two parts of a checked configuration say the same, secrets included: node's own comparison does not
// look into them.
import { isDeepStrictEqual } from "node:util";
import { Secret } from "../config/secret.ts";

export function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof Secret && b instanceof Secret) return a.reveal() === b.reveal();
  // A function carries no settings: what it was made from stands beside it.
  if (typeof a === "function" && typeof b === "function") return true;
  if (!isParted(a) || !isParted(b)) return isDeepStrictEqual(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
  );
}

/** A list or a plain object, which may hold secrets. */
function isParted(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value));
}
