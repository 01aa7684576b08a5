// The details of a verdict in the order a person asks for them.
import type { Threshold } from "#contracts/policy.ts";
import type { VerdictDetail } from "#contracts/verdict.ts";

export type DetailOrder = "worst" | "listed";

/** How far short of the threshold a value falls; larger is worse. Nothing measured is the worst. */
function shortfall(value: number | null, threshold: Threshold | null): number {
  if (value === null) return Number.POSITIVE_INFINITY;
  const comparison = threshold?.comparison ?? ">=";
  if (comparison === "<=" || comparison === "<") return value;
  return comparison === "=" && threshold !== null ? Math.abs(value - threshold.value) : -value;
}

export function orderDetails(
  details: readonly VerdictDetail[],
  threshold: Threshold | null,
  order: DetailOrder,
): readonly VerdictDetail[] {
  if (order === "listed") return details;
  const rank = ({ value }: VerdictDetail) => shortfall(value, threshold);
  return details.toSorted((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    return left === right ? 0 : right - left;
  });
}

/** Of a sum that has to be reached every part is smaller: no part of it falls short by that. */
function isPartOfSum({ unit, comparison }: Threshold): boolean {
  return unit === "count" && (comparison === ">=" || comparison === ">");
}

/** A detail's own value does not reach the threshold of the whole, in the same unit. */
export function fallsShort({ value, unit }: VerdictDetail, threshold: Threshold | null): boolean {
  if (threshold === null || unit !== threshold.unit) return false;
  if (isPartOfSum(threshold)) return value === null || value <= 0;
  return value === null || shortfall(value, threshold) > shortfall(threshold.value, threshold);
}
