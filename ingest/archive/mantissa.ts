// A value as whole numbers that compress: kind, mantissa, exponent, bytes (docs/formats/archive.md).
// A float is mantissa ÷ 10^exponent, exactly, after rounding to its kind; what has no such form
// (−0, NaN, infinities, full-precision results) keeps its IEEE bits under exponent −1.
// Invariant: decodeValue(encodeValue(v)) is v, to the bit.
import { encodeUtf8 } from "#contracts/bytes.ts";
import { exactInteger, type Value, type ValueKind, valueKinds } from "#contracts/value.ts";
import { ArchiveError } from "./errors.ts";

/** Exponent of a mantissa that holds raw IEEE 754 bits (32 bits unsigned for float, 64 for double). */
export const rawExponent = -1;
/** 10^22 is the largest power of ten that a double holds exactly. */
export const largestExponent = 22;

const mantissaLimit = 2 ** 53;
// Number("1e3"), not 10 ** 3: the literal is the nearest double by definition.
const powers = Array.from({ length: largestExponent + 1 }, (_, k) => Number(`1e${k}`));
const scratch = new DataView(new ArrayBuffer(8));

export const kindNumbers = Object.fromEntries(valueKinds.map((kind, i) => [kind, i])) as {
  readonly [K in ValueKind]: number;
};

/**
 * One encoded value; the encoder overwrites the same object for every value of the hot path.
 * mantissa: a number below 2^53 in size, else a signed 64-bit bigint (uint64 as two's complement).
 * bytes: strings (UTF-8) and bytes; null for all other kinds.
 */
export type Mantissa = {
  mantissa: number | bigint;
  exponent: number;
  bytes: Uint8Array | null;
};

export function createMantissa(): Mantissa {
  return { mantissa: 0, exponent: 0, bytes: null };
}

function fits(value: number, k: number, single: boolean): number | undefined {
  const power = powers[k] ?? 1;
  const scaled = value * power;
  const mantissa = Math.round(scaled);
  if (!(mantissa < mantissaLimit && mantissa > -mantissaLimit)) return undefined;
  // A division is dear; a product this far from whole cannot come back equal.
  const distance = scaled - mantissa;
  const slack = Math.abs(scaled) * (single ? 1.2e-7 : 4.5e-16);
  if (distance > slack || distance < -slack) return undefined;
  const back = mantissa / power;
  return (single ? Math.fround(back) : back) === value ? mantissa : undefined;
}

function rawBits(value: number, single: boolean): number | bigint {
  if (single) {
    if (Number.isNaN(value)) return 0x7fc00000;
    scratch.setFloat32(0, value);
    return scratch.getUint32(0);
  }
  if (Number.isNaN(value)) return 0x7ff8000000000000n;
  scratch.setFloat64(0, value);
  return scratch.getBigInt64(0);
}

/** Encodes a float; the exponent that the signal last needed (`hint`) is tried first. */
function encodeFloat(value: number, single: boolean, hint: number, into: Mantissa): void {
  if (value === 0) {
    const negative = Object.is(value, -0);
    into.mantissa = negative ? rawBits(value, single) : 0;
    into.exponent = negative ? rawExponent : hint;
    return;
  }
  const hinted = fits(value, hint, single);
  if (hinted !== undefined) {
    into.mantissa = hinted;
    into.exponent = hint;
    return;
  }
  const size = Math.abs(value);
  for (let k = 0; k <= largestExponent; k++) {
    if (!(size * (powers[k] ?? 1) < mantissaLimit)) break;
    const mantissa = fits(value, k, single);
    if (mantissa !== undefined) {
      into.mantissa = mantissa;
      into.exponent = k;
      return;
    }
  }
  into.mantissa = rawBits(value, single);
  into.exponent = rawExponent;
}

/**
 * Encodes one value of a record into `into`.
 * @param hint exponent to prefer, 0..22; one exponent per signal keeps neighbouring mantissas close.
 * Throws INGEST_ARCHIVE_VALUE for a value that its kind cannot hold.
 */
export function encodeValue(kind: ValueKind, value: Value, hint: number, into: Mantissa): void {
  into.bytes = null;
  if (typeof value === "number" && (kind === "float" || kind === "double")) {
    encodeFloat(value, kind === "float", hint, into);
    return;
  }
  into.exponent = 0;
  into.mantissa = 0;
  if (typeof value === "number" && (kind === "int" || kind === "uint")) into.mantissa = value;
  else if (typeof value === "bigint" && (kind === "int" || kind === "uint")) {
    into.mantissa = BigInt.asIntN(64, value);
  } else if (kind === "boolean" && typeof value === "boolean") into.mantissa = value ? 1 : 0;
  else if (kind === "string" && typeof value === "string") into.bytes = encodeUtf8(value);
  else if (kind === "bytes" && value instanceof Uint8Array) into.bytes = value;
  else if (kind !== "null" || value !== null) {
    throw new ArchiveError(
      "INGEST_ARCHIVE_VALUE",
      `类型 ${kind} 不能存放 ${typeof value} · a value of kind ${kind} cannot be ${typeof value}`,
      { kind, type: typeof value },
    );
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Whether the encoder writes this mantissa for this kind and exponent. */
function isMantissa(kind: ValueKind, mantissa: bigint, exponent: number): boolean {
  if (kind === "int" || kind === "uint") return true;
  if (kind === "boolean") return mantissa === 0n || mantissa === 1n;
  if (kind === "double" && exponent === rawExponent) return true;
  if (kind === "float" && exponent === rawExponent) return mantissa >= 0n && mantissa < 2n ** 32n;
  const number = Number(mantissa);
  if (kind === "float" || kind === "double") {
    return number < mantissaLimit && number > -mantissaLimit;
  }
  return number === 0;
}

function decodeFloat(mantissa: bigint, exponent: number, single: boolean): number {
  if (exponent === rawExponent) {
    if (single) {
      scratch.setUint32(0, Number(BigInt.asUintN(32, mantissa)));
      return scratch.getFloat32(0);
    }
    scratch.setBigInt64(0, mantissa);
    return scratch.getFloat64(0);
  }
  const value = Number(mantissa) / (powers[exponent] ?? 1);
  return single ? Math.fround(value) : value;
}

/** The value of archive columns. Throws INGEST_ARCHIVE_VALUE for columns that no encoder writes. */
export function decodeValue(
  kindNumber: number,
  mantissa: bigint,
  exponent: number,
  bytes: Uint8Array | null,
): { kind: ValueKind; value: Value } {
  const kind = valueKinds[kindNumber];
  const float = kind === "float" || kind === "double";
  const text = kind === "string" || kind === "bytes";
  const exponentKnown = float ? exponent >= rawExponent && exponent <= largestExponent : !exponent;
  if (
    kind === undefined ||
    !exponentKnown ||
    text !== (bytes !== null) ||
    !isMantissa(kind, mantissa, exponent)
  ) {
    throw new ArchiveError(
      "INGEST_ARCHIVE_VALUE",
      `归档中的值无法识别(类型 ${kindNumber},指数 ${exponent})` +
        ` · archived value of kind ${kindNumber} with exponent ${exponent} is unknown`,
      { kind: kindNumber, exponent },
    );
  }
  if (kind === "null") return { kind, value: null };
  if (kind === "boolean") return { kind, value: mantissa === 1n };
  if (kind === "int") return { kind, value: exactInteger(mantissa) };
  if (kind === "uint") return { kind, value: exactInteger(BigInt.asUintN(64, mantissa)) };
  if (float) return { kind, value: decodeFloat(mantissa, exponent, kind === "float") };
  const content = bytes ?? new Uint8Array();
  return kind === "string"
    ? { kind, value: decoder.decode(content) }
    : { kind: "bytes", value: content };
}
