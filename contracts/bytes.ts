// Big-endian byte writer and reader of Lineproof's own binary formats (docs/formats).
// The reader never trusts a length: it checks it against what is left before it allocates.
import { CodedError } from "./errors.ts";

export type BytesErrorCode =
  | "CONTRACTS_BYTES_SHORT"
  | "CONTRACTS_BYTES_TRAILING"
  | "CONTRACTS_BYTES_UTF8"
  | "CONTRACTS_BYTES_RANGE";

export class BytesError extends CodedError<BytesErrorCode> {}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 of a string; a lone surrogate is refused, because no two decoders agree on it. */
export function encodeUtf8(text: string): Uint8Array {
  if (!text.isWellFormed()) {
    throw new BytesError("CONTRACTS_BYTES_UTF8", "text has a lone surrogate and is no valid UTF-8");
  }
  return encoder.encode(text);
}

export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  #room(count: number): number {
    const at = this.#length;
    const needed = at + count;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#length = needed;
    return at;
  }

  u8(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }
  u16(value: number): void {
    const at = this.#room(2);
    this.#view.setUint16(at, value);
  }
  u32(value: number): void {
    const at = this.#room(4);
    this.#view.setUint32(at, value);
  }
  /** A whole number of at most 2^53 − 1, as unsigned 64 bit. */
  u64(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new BytesError("CONTRACTS_BYTES_RANGE", `${value} is no unsigned 53-bit integer`);
    }
    const at = this.#room(8);
    this.#view.setUint32(at, Math.floor(value / 0x1_0000_0000));
    this.#view.setUint32(at + 4, value >>> 0);
  }
  /** A whole number within ±(2^53 − 1), as two's complement 64 bit. */
  i64(value: number): void {
    if (!Number.isSafeInteger(value)) {
      throw new BytesError("CONTRACTS_BYTES_RANGE", `${value} is no signed 53-bit integer`);
    }
    const at = this.#room(8);
    this.#view.setInt32(at, Math.floor(value / 0x1_0000_0000));
    this.#view.setUint32(at + 4, value >>> 0);
  }
  bigI64(value: bigint): void {
    const at = this.#room(8);
    this.#view.setBigInt64(at, value);
  }
  bigU64(value: bigint): void {
    const at = this.#room(8);
    this.#view.setBigUint64(at, value);
  }
  f32(value: number): void {
    const at = this.#room(4);
    // One NaN only, or equal readings would hash differently.
    if (Number.isNaN(value)) this.#view.setUint32(at, 0x7fc00000);
    else this.#view.setFloat32(at, value);
  }
  f64(value: number): void {
    const at = this.#room(8);
    if (Number.isNaN(value)) {
      this.#view.setUint32(at, 0x7ff80000);
      this.#view.setUint32(at + 4, 0);
    } else this.#view.setFloat64(at, value);
  }
  raw(bytes: Uint8Array): void {
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }
  /** u16 length, then UTF-8. */
  text16(text: string): void {
    const bytes = encodeUtf8(text);
    if (bytes.length > 0xffff) {
      throw new BytesError("CONTRACTS_BYTES_RANGE", `text of ${bytes.length} bytes exceeds 65535`);
    }
    this.u16(bytes.length);
    this.raw(bytes);
  }

  get length(): number {
    return this.#length;
  }

  /** A copy of what was written; the writer may be used again after reset(). */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  reset(): void {
    this.#length = 0;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    // A Node Buffer's slice() would be a view: what is cut out of a record must not change later.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get offset(): number {
    return this.#at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  #take(count: number): number {
    if (count > this.left) {
      throw new BytesError(
        "CONTRACTS_BYTES_SHORT",
        `${count} bytes wanted at offset ${this.#at}, ${this.left} left`,
        { offset: this.#at, wanted: count, left: this.left },
      );
    }
    const at = this.#at;
    this.#at += count;
    return at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }
  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }
  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }
  u64(): number {
    const at = this.#take(8);
    return this.#safe(this.#view.getBigUint64(at), at);
  }
  i64(): number {
    const at = this.#take(8);
    return this.#safe(this.#view.getBigInt64(at), at);
  }
  #safe(value: bigint, at: number): number {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) {
      throw new BytesError("CONTRACTS_BYTES_RANGE", `${value} at offset ${at} exceeds 53 bits`, {
        offset: at,
      });
    }
    return number;
  }
  bigI64(): bigint {
    return this.#view.getBigInt64(this.#take(8));
  }
  bigU64(): bigint {
    return this.#view.getBigUint64(this.#take(8));
  }
  f32(): number {
    return this.#view.getFloat32(this.#take(4));
  }
  f64(): number {
    return this.#view.getFloat64(this.#take(8));
  }
  /** A view, not a copy. */
  raw(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }
  text(count: number): string {
    const at = this.#at;
    try {
      return decoder.decode(this.raw(count));
    } catch (cause) {
      if (cause instanceof BytesError) throw cause;
      throw new BytesError(
        "CONTRACTS_BYTES_UTF8",
        `invalid UTF-8 at offset ${at}`,
        { offset: at },
        { cause },
      );
    }
  }
  text16(): string {
    return this.text(this.u16());
  }
  /** Refuses bytes after the end: canonical bytes have exactly one form. */
  end(): void {
    if (this.left > 0) {
      throw new BytesError("CONTRACTS_BYTES_TRAILING", `${this.left} bytes after the end`, {
        offset: this.#at,
      });
    }
  }
}

const hexDigits = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));

export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += hexDigits[byte];
  return text;
}

/** Bytes of an even number of hex digits. Throws CONTRACTS_BYTES_RANGE otherwise. */
export function fromHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text)) {
    throw new BytesError("CONTRACTS_BYTES_RANGE", "not an even number of hex digits");
  }
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Bytes of standard, padded base64 in its only canonical form. Throws CONTRACTS_BYTES_RANGE otherwise. */
export function fromBase64(text: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(text);
  } catch (cause) {
    throw new BytesError("CONTRACTS_BYTES_RANGE", "not base64", {}, { cause });
  }
  const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
  if (toBase64(bytes) !== text)
    throw new BytesError("CONTRACTS_BYTES_RANGE", "not canonical base64");
  return bytes;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
