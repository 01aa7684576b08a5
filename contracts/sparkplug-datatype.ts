// Sparkplug B datatypes (Sparkplug 3.0 §6.4.16) and how a value lies in a metric's protobuf field.
// Signed integers are two's complement in unsigned fields; 64-bit integers are exact.
import { CodedError } from "./errors.ts";
import { exactInteger, type Value, type ValueKind } from "./value.ts";

export type DatatypeErrorCode =
  | "CONTRACTS_SPARKPLUG_DATATYPE"
  | "CONTRACTS_SPARKPLUG_FIELD"
  | "CONTRACTS_SPARKPLUG_RANGE";

export class DatatypeError extends CodedError<DatatypeErrorCode> {}

export const datatypes = {
  Int8: 1,
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt8: 5,
  UInt16: 6,
  UInt32: 7,
  UInt64: 8,
  Float: 9,
  Double: 10,
  Boolean: 11,
  String: 12,
  DateTime: 13,
  Text: 14,
  UUID: 15,
  DataSet: 16,
  Bytes: 17,
  File: 18,
  Template: 19,
  Int8Array: 22,
  Int16Array: 23,
  Int32Array: 24,
  Int64Array: 25,
  UInt8Array: 26,
  UInt16Array: 27,
  UInt32Array: 28,
  UInt64Array: 29,
  FloatArray: 30,
  DoubleArray: 31,
  BooleanArray: 32,
  StringArray: 33,
  DateTimeArray: 34,
} as const;
export type DatatypeName = keyof typeof datatypes;

const names = new Map<number, DatatypeName>(
  Object.entries(datatypes).map(([name, number]) => [number, name as DatatypeName]),
);

export function datatypeName(datatype: number): DatatypeName | undefined {
  return names.get(datatype);
}

/** The protobuf field that carries a value. `dataset`, `template` and `extension` are kept as bytes. */
export type WireField =
  | "int"
  | "long"
  | "float"
  | "double"
  | "boolean"
  | "string"
  | "bytes"
  | "dataset"
  | "template"
  | "extension";

/** `int` and `long` are unsigned; `long` beyond 2^53 − 1 is a bigint. */
export type WireValue = { readonly field: WireField; readonly value: Exclude<Value, null> };

type Layout = {
  readonly kind: ValueKind;
  readonly field: WireField;
  readonly bits?: 8 | 16 | 32 | 64;
};

const bytesLayout: Layout = { kind: "bytes", field: "bytes" };
const layouts: { readonly [N in DatatypeName]: Layout } = {
  Int8: { kind: "int", field: "int", bits: 8 },
  Int16: { kind: "int", field: "int", bits: 16 },
  Int32: { kind: "int", field: "int", bits: 32 },
  Int64: { kind: "int", field: "long", bits: 64 },
  UInt8: { kind: "uint", field: "int", bits: 8 },
  UInt16: { kind: "uint", field: "int", bits: 16 },
  UInt32: { kind: "uint", field: "int", bits: 32 },
  UInt64: { kind: "uint", field: "long", bits: 64 },
  Float: { kind: "float", field: "float" },
  Double: { kind: "double", field: "double" },
  Boolean: { kind: "boolean", field: "boolean" },
  String: { kind: "string", field: "string" },
  DateTime: { kind: "uint", field: "long", bits: 64 },
  Text: { kind: "string", field: "string" },
  UUID: { kind: "string", field: "string" },
  DataSet: { kind: "bytes", field: "dataset" },
  Bytes: bytesLayout,
  File: bytesLayout,
  Template: { kind: "bytes", field: "template" },
  Int8Array: bytesLayout,
  Int16Array: bytesLayout,
  Int32Array: bytesLayout,
  Int64Array: bytesLayout,
  UInt8Array: bytesLayout,
  UInt16Array: bytesLayout,
  UInt32Array: bytesLayout,
  UInt64Array: bytesLayout,
  FloatArray: bytesLayout,
  DoubleArray: bytesLayout,
  BooleanArray: bytesLayout,
  StringArray: bytesLayout,
  DateTimeArray: bytesLayout,
};

const layoutOf = new Map<number, Layout>(
  Object.entries(datatypes).map(([name, number]) => [number, layouts[name as DatatypeName]]),
);

function layout(datatype: number): Layout {
  const found = layoutOf.get(datatype);
  if (found === undefined) {
    throw new DatatypeError("CONTRACTS_SPARKPLUG_DATATYPE", `datatype ${datatype} is unknown`, {
      datatype,
    });
  }
  return found;
}

/** Kind of the values of a datatype in a record. Throws CONTRACTS_SPARKPLUG_DATATYPE. */
export function kindOfDatatype(datatype: number): ValueKind {
  return layout(datatype).kind;
}

function outOfRange(value: Value, datatype: number): DatatypeError {
  return new DatatypeError(
    "CONTRACTS_SPARKPLUG_RANGE",
    `value ${String(value)} does not fit ${datatypeName(datatype)}`,
    { datatype },
  );
}

/** Wire form of a value. Throws CONTRACTS_SPARKPLUG_RANGE when the datatype cannot hold it. */
export function toWire(datatype: number, value: Exclude<Value, null>): WireValue {
  const { kind, field, bits } = layout(datatype);
  if (bits === undefined) {
    const wanted = {
      float: "number",
      double: "number",
      boolean: "boolean",
      string: "string",
    } as const;
    const fits =
      kind === "bytes"
        ? value instanceof Uint8Array
        : typeof value === wanted[kind as keyof typeof wanted];
    if (!fits) throw outOfRange(value, datatype);
    return { field, value };
  }
  if (typeof value !== "number" && typeof value !== "bigint") throw outOfRange(value, datatype);
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw outOfRange(value, datatype);
  const big = BigInt(value);
  const wrapped = kind === "int" ? BigInt.asIntN(bits, big) : BigInt.asUintN(bits, big);
  if (wrapped !== big) throw outOfRange(value, datatype);
  if (bits === 64) return { field, value: exactInteger(BigInt.asUintN(64, big)) };
  return { field, value: Number(value) >>> 0 };
}

/** Integer from an unsigned field. Some encoders keep an Int8 in 8 bits, others widen the sign to 32. */
function integerFromWire(wire: WireValue, kind: ValueKind, bits: number, datatype: number): Value {
  if (wire.field !== "int" && wire.field !== "long") throw wrongField(wire, datatype);
  const big = BigInt(wire.value as number | bigint);
  if (kind === "uint") {
    if (BigInt.asUintN(bits, big) !== big) throw outOfRange(exactInteger(big), datatype);
    return exactInteger(big);
  }
  const signed = BigInt.asIntN(bits, big);
  const widened = BigInt.asUintN(wire.field === "int" ? 32 : 64, signed);
  if (widened !== big && BigInt.asUintN(bits, signed) !== big)
    throw outOfRange(exactInteger(big), datatype);
  return exactInteger(signed);
}

function wrongField(wire: WireValue, datatype: number): DatatypeError {
  return new DatatypeError(
    "CONTRACTS_SPARKPLUG_FIELD",
    `a ${datatypeName(datatype)} cannot lie in field ${wire.field}_value`,
    { datatype, field: wire.field },
  );
}

/** Value of a wire form, read by the datatype that BIRTH declared. */
export function fromWire(datatype: number, wire: WireValue): { kind: ValueKind; value: Value } {
  const { kind, field, bits } = layout(datatype);
  if (bits !== undefined) {
    const { value } = wire;
    // Small unsigned numbers, the usual case, need no big arithmetic.
    if (
      typeof value === "number" &&
      value < 128 &&
      (wire.field === "int" || wire.field === "long")
    ) {
      return { kind, value };
    }
    return { kind, value: integerFromWire(wire, kind, bits, datatype) };
  }
  if (wire.field !== field) throw wrongField(wire, datatype);
  return { kind, value: wire.value };
}
