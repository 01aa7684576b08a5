// Registers → values, exactly: a float32 keeps its bits, a 64-bit integer its digits.
// What cannot be decoded, or is declared to mean "no value", becomes a bad reading; nothing is invented.
import { status } from "#contracts/quality.ts";
import type { Value, ValueKind } from "#contracts/value.ts";
import { scaled } from "../scale.ts";
import type { ModbusAddress } from "./address.ts";
import { factsOf, isNumeric, type ModbusType } from "./address-type.ts";
import { numberOf } from "./decode-number.ts";
import { inOrder, viewInOrder } from "./decode-order.ts";

export type Decoded = {
  readonly kind: ValueKind;
  /** Null unless the status is good. */
  readonly value: Value;
  readonly status: number;
};

/** OPC UA Bad_DecodingError: the registers are no number or text of the declared type. */
const undecodable: Decoded = { kind: "null", value: null, status: status.badDecoding };
/** The device itself says that it has no value there. */
const withoutValue: Decoded = { kind: "null", value: null, status: status.badSensorFailure };

const text = new TextDecoder("utf-8", { fatal: true });

/**
 * @param bytes the registers of a block as they came, two bytes each.
 * @param offset register within the block where the value begins.
 */
export function decodeRegisters(
  address: ModbusAddress,
  bytes: Uint8Array,
  offset: number,
): Decoded {
  const { type, wordOrder, length } = address;
  const start = offset * 2;
  const width = length * 2;
  if (start + width > bytes.length) return undecodable;
  if (type === "string") {
    return decodeText(inOrder(bytes.subarray(start, start + width), wordOrder));
  }
  const view = viewInOrder(bytes, start, width, wordOrder);
  if (type === "boolean") {
    const value = ((view.getUint16(0) >>> (address.bit ?? 0)) & 1) === 1;
    return { kind: "boolean", value, status: status.good };
  }
  const raw = numberOf(view, address);
  return raw === undefined ? undecodable : decodeNumber(address, raw);
}

/** One bit of an answer to FC 01 or 02. */
export function decodeBit(bytes: Uint8Array, offset: number): Decoded {
  const octet = bytes[offset >>> 3];
  if (octet === undefined) return undecodable;
  return { kind: "boolean", value: ((octet >>> (offset & 7)) & 1) === 1, status: status.good };
}

function decodeNumber(address: ModbusAddress, raw: number | bigint): Decoded {
  if (address.invalid?.some((sentinel) => isSame(sentinel, raw)) === true) return withoutValue;
  if (address.scaling === undefined) {
    return { kind: factsOf(address.type).kind, value: raw, status: status.good };
  }
  return { kind: "double", value: scaled(raw, address.scaling), status: status.good };
}

function isSame(sentinel: number | bigint, raw: number | bigint): boolean {
  return sentinel === raw || (Number.isNaN(sentinel) && Number.isNaN(raw));
}

/**
 * The raw number that a sentinel stands for: a number as it is, a pattern like `0xFFFFFFFF` as the type reads it
 * (it must have all the type's digits), or NaN. Undefined when it is none of these.
 */
export function rawOfPattern(
  sentinel: number | string,
  type: ModbusType,
): number | bigint | undefined {
  if (typeof sentinel === "number") return sentinel;
  if (sentinel === "NaN") return factsOf(type).datatype < 9 ? undefined : Number.NaN;
  const digits = /^0x([0-9a-fA-F]+)$/.exec(sentinel)?.[1];
  const eight = type === "int8" || type === "uint8";
  const wide = eight ? 2 : factsOf(type).registers * 4;
  if (digits === undefined || !isNumeric(type) || digits.length !== wide) return undefined;
  const bytes = Uint8Array.from(Buffer.from(digits.padStart(4, "0"), "hex"));
  return numberOf(new DataView(bytes.buffer), { type, half: "low" });
}

/** Up to the first NUL, without trailing blanks; it must be UTF-8. */
function decodeText(bytes: Uint8Array): Decoded {
  const end = bytes.indexOf(0);
  try {
    const value = text.decode(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd();
    return { kind: "string", value, status: status.good };
  } catch {
    return undecodable;
  }
}
