// Whether a number that was read can be what it is said to be. Pure.
import type { Expectation } from "./expectation.ts";

/**
 * usual: where such a quantity mostly lies. in-range, out-of-range: of the declared range. unknown: there is none.
 * implausible: no quantity of a machine looks like this, whatever the range; bytes are taken in a wrong way.
 */
export type RangeVerdict = "usual" | "in-range" | "out-of-range" | "unknown" | "implausible";

/** Smaller is the sign of an integer read as a float (denormal numbers begin at 1.2e-38). */
const smallest = 1e-9;
/** Larger than anything but the meter of a power station in Wh. */
const largest = 1e13;

export function isImplausible(value: number): boolean {
  if (!Number.isFinite(value)) return true;
  const size = Math.abs(value);
  return size > largest || (size !== 0 && size < smallest);
}

export function rangeVerdict(value: number, { range, usual }: Expectation): RangeVerdict {
  if (isImplausible(value)) return "implausible";
  if (range !== undefined && (value < range[0] || value > range[1])) return "out-of-range";
  if (usual.some(([low, high]) => value >= low && value <= high)) return "usual";
  return range === undefined ? "unknown" : "in-range";
}

/** Of a number without a declared range: few quantities are so small or so large. A help to look, no verdict. */
export function isUnlikely(value: number): boolean {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size > 1e6);
}
