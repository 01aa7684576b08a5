// A plant's value as a built-in type of OPC UA, as a controller with typed variables would hold it.
// Integers are rounded and stand at their type's limit when out of range; what a type cannot hold at
// all has no value.

import { DataType, VariantArrayType } from "node-opcua";
import type { OpcUaType } from "../exposure.ts";
import type { PointValue } from "../plant/plant.ts";

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
  readonly value: boolean | number | string | readonly [number, number];
};

/** undefined: the value does not fit the type (text for a number, NaN for an integer). */
export function encodeOpcUaValue(type: OpcUaType, value: PointValue): WireValue | undefined {
  const raw = rawValue(type, value);
  return raw === undefined
    ? undefined
    : { arrayType: VariantArrayType.Scalar, dataType: DataType[type], value: raw };
}

function rawValue(type: OpcUaType, value: PointValue): WireValue["value"] | undefined {
  if (type === "String") return typeof value === "string" ? value : undefined;
  if (type === "Boolean") return typeof value === "boolean" ? value : undefined;
  if (typeof value !== "number") return undefined;
  if (type === "Double") return value;
  // Rounded here already, so that a change below the type's resolution is no change.
  if (type === "Float") return Math.fround(value);
  if (Number.isNaN(value)) return undefined;
  const [lowest, highest] = LIMITS[type];
  const whole = Math.min(Math.max(Math.round(value), lowest), highest);
  return type === "UInt64" ? [Math.floor(whole / 0x1_0000_0000), whole % 0x1_0000_0000] : whole;
}
