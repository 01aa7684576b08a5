// A plain value as a driver would have read it.
import { status as statusCodes } from "#contracts/quality.ts";
import type { ValueKind } from "#contracts/value.ts";
import type { Reading } from "../driver.ts";

export type PlainValue = number | boolean | string;

/**
 * A number is a double, so that it is kept bit for bit.
 * @param sourceTime ms UTC. @param status raw OPC UA status; default good. A bad one has no value.
 */
export function plainReading(
  value: PlainValue,
  sourceTime: number,
  status: number = statusCodes.good,
): Reading {
  if (status >>> 31 === 1) return { kind: "null", value: null, status, sourceTime, asked: true };
  return { kind: kindOf(value), value, status, sourceTime, asked: true };
}

function kindOf(value: PlainValue): ValueKind {
  if (typeof value === "number") return "double";
  return typeof value === "boolean" ? "boolean" : "string";
}
