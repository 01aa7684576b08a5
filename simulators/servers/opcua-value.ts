// A plant's value as a built-in type of OPC UA, as a controller with typed variables would hold it. What a
// type cannot hold is told as such and never replaced by something near it.

import { DataType, type LocalizedText, type NodeId, VariantArrayType } from "node-opcua";
import type { PointValue } from "../plant/plant.ts";
import type { OpcUaType } from "../wire/exposure.ts";

const LIMITS = {
  Int16: [-0x8000, 0x7fff],
  Int32: [-0x8000_0000, 0x7fff_ffff],
  UInt16: [0, 0xffff],
  UInt32: [0, 0xffff_ffff],
  UInt64: [0, Number.MAX_SAFE_INTEGER],
} as const;

/** What the library takes as a variant: 64-bit integers as high and low word, which are no array. */
export type WireValue = {
  readonly arrayType: VariantArrayType;
  readonly dataType: DataType;
  readonly value: boolean | number | string | readonly [number, number] | NodeId | LocalizedText;
};

/** wrong-type: text for a number and the like; no-value: NaN for an integer; out-of-range: beyond its limits. */
export type Unencodable = "wrong-type" | "no-value" | "out-of-range";

/** Integers are rounded; a Float is rounded to its 24 bits, so that a change below them is no change. */
export function encodeOpcUaValue(type: OpcUaType, value: PointValue): WireValue | Unencodable {
  if (typeof value === "number") {
    if (type === "Double") return scalar(DataType.Double, value);
    if (type === "Float") return encodeFloat(value);
    return type === "String" || type === "Boolean" ? "wrong-type" : encodeInteger(type, value);
  }
  const fits = typeof value === (type === "Boolean" ? "boolean" : "string");
  return fits && (type === "Boolean" || type === "String")
    ? scalar(DataType[type], value)
    : "wrong-type";
}

/** A finite number beyond the 3.4e38 of a Float is not infinite. */
function encodeFloat(value: number): WireValue | Unencodable {
  const rounded = Math.fround(value);
  return Number.isFinite(value) && !Number.isFinite(rounded)
    ? "out-of-range"
    : scalar(DataType.Float, rounded);
}

export function scalar(dataType: DataType, value: WireValue["value"]): WireValue {
  return { arrayType: VariantArrayType.Scalar, dataType, value };
}

function encodeInteger(type: keyof typeof LIMITS, value: number): WireValue | Unencodable {
  if (Number.isNaN(value)) return "no-value";
  const [lowest, highest] = LIMITS[type];
  // + 0: there is no negative zero among integers.
  const whole = Math.round(value) + 0;
  if (whole < lowest || whole > highest) return "out-of-range";
  const dataType = DataType[type];
  return type === "UInt64"
    ? scalar(dataType, [Math.floor(whole / 0x1_0000_0000), whole % 0x1_0000_0000])
    : scalar(dataType, whole);
}
