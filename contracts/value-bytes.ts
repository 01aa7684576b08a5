// Canonical bytes of one value inside a record: kind u8, then
//   null nothing · boolean u8 0 or 1 · int i64 · uint u64 · float 4 bytes · double 8 bytes
//   string and bytes: length u32, then that many bytes (string: valid UTF-8)
// Invariant: one value of one kind has one byte string; there is one NaN per width, and −0 is kept.
import { type ByteReader, type ByteWriter, encodeUtf8 } from "./bytes.ts";
import { CodedError } from "./errors.ts";
import { exactInteger, type Value, type ValueKind, valueKinds } from "./value.ts";

export type ValueErrorCode = "CONTRACTS_VALUE_KIND" | "CONTRACTS_VALUE_FORM";

/** KIND: a kind number nobody knows. FORM: bytes or a value that the kind cannot have. */
export class ValueError extends CodedError<ValueErrorCode> {}

const kindNumbers = Object.fromEntries(valueKinds.map((kind, i) => [kind, i])) as {
  [K in ValueKind]: number;
};

function wrong(kind: ValueKind, value: Value): ValueError {
  const what = typeof value === "number" || typeof value === "bigint" ? value : typeof value;
  return new ValueError("CONTRACTS_VALUE_FORM", `a value of kind ${kind} cannot be ${what}`, {
    kind,
  });
}

function writeInteger(out: ByteWriter, kind: "int" | "uint", value: Value): void {
  if (typeof value === "number") {
    const fits = Number.isSafeInteger(value) && !Object.is(value, -0);
    if (!fits || (kind === "uint" && value < 0)) throw wrong(kind, value);
    if (kind === "int") out.i64(value);
    else out.u64(value);
    return;
  }
  if (typeof value !== "bigint") throw wrong(kind, value);
  const kept = kind === "int" ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
  if (kept !== value) throw wrong(kind, value);
  if (kind === "int") out.bigI64(value);
  else out.bigU64(value);
}

function writeFloat(out: ByteWriter, kind: "float" | "double", value: Value): void {
  if (typeof value !== "number") throw wrong(kind, value);
  if (kind === "double") out.f64(value);
  else {
    if (!Number.isNaN(value) && Math.fround(value) !== value) throw wrong(kind, value);
    out.f32(value);
  }
}

function writeCounted(out: ByteWriter, bytes: Uint8Array): void {
  out.u32(bytes.length);
  out.raw(bytes);
}

/** Throws CONTRACTS_VALUE_FORM for a value that its kind cannot have, BytesError for text that is no UTF-8. */
export function writeValue(out: ByteWriter, kind: ValueKind, value: Value): void {
  out.u8(kindNumbers[kind]);
  switch (kind) {
    case "null":
      if (value !== null) throw wrong(kind, value);
      break;
    case "boolean":
      if (typeof value !== "boolean") throw wrong(kind, value);
      out.u8(value ? 1 : 0);
      break;
    case "int":
    case "uint":
      writeInteger(out, kind, value);
      break;
    case "float":
    case "double":
      writeFloat(out, kind, value);
      break;
    case "string":
      if (typeof value !== "string") throw wrong(kind, value);
      writeCounted(out, encodeUtf8(value));
      break;
    case "bytes":
      if (!(value instanceof Uint8Array)) throw wrong(kind, value);
      writeCounted(out, value);
      break;
  }
}

function refuseOtherNaN(value: number, bits: bigint, canonical: bigint, kind: ValueKind): void {
  if (Number.isNaN(value) && bits !== canonical) {
    throw new ValueError(
      "CONTRACTS_VALUE_FORM",
      `NaN ${bits.toString(16)} is not the canonical one`,
      { kind },
    );
  }
}

function readFloat(input: ByteReader): number {
  const bits = input.u32();
  scratch.setUint32(0, bits);
  const value = scratch.getFloat32(0);
  refuseOtherNaN(value, BigInt(bits), 0x7fc00000n, "float");
  return value;
}

function readDouble(input: ByteReader): number {
  const bits = input.bigU64();
  scratch.setBigUint64(0, bits);
  const value = scratch.getFloat64(0);
  refuseOtherNaN(value, bits, 0x7ff8000000000000n, "double");
  return value;
}

const scratch = new DataView(new ArrayBuffer(8));

/** Throws ValueError for an unknown kind or a non-canonical form, BytesError for what is cut short. */
export function readValue(input: ByteReader): { kind: ValueKind; value: Value } {
  const number = input.u8();
  const kind = valueKinds[number];
  switch (kind) {
    case "null":
      return { kind, value: null };
    case "boolean": {
      const byte = input.u8();
      if (byte > 1) throw new ValueError("CONTRACTS_VALUE_FORM", `boolean byte ${byte}`, { kind });
      return { kind, value: byte === 1 };
    }
    case "int":
      return { kind, value: exactInteger(input.bigI64()) };
    case "uint":
      return { kind, value: exactInteger(input.bigU64()) };
    case "float":
      return { kind, value: readFloat(input) };
    case "double":
      return { kind, value: readDouble(input) };
    case "string":
      return { kind, value: input.text(input.u32()) };
    case "bytes":
      return { kind, value: input.raw(input.u32()).slice() };
    default:
      throw new ValueError("CONTRACTS_VALUE_KIND", `value kind ${number} is unknown`, { number });
  }
}
