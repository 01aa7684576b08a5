// Registers → values, exactly: a float32 keeps its bits, a 64-bit integer its digits.
// What cannot be decoded yields undefined and becomes a bad reading; nothing is invented.
import { exactInteger, type Value, type ValueKind } from "#contracts/value.ts";
import type { ModbusAddress, WordOrder } from "./modbus-address.ts";
import { scaledValue } from "./scale.ts";

export type Decoded = { readonly kind: ValueKind; readonly value: Value };

const text = new TextDecoder("utf-8", { fatal: true });

/**
 * @param bytes the registers of a block as they came, two bytes each.
 * @param offset register within the block where the value begins.
 */
export function decodeRegisters(
  address: ModbusAddress,
  bytes: Uint8Array,
  offset: number,
): Decoded | undefined {
  const { type, wordOrder, length } = address;
  if ((offset + length) * 2 > bytes.length) return undefined;
  const ordered = inOrder(bytes.subarray(offset * 2, (offset + length) * 2), wordOrder);
  const view = new DataView(ordered.buffer, ordered.byteOffset, ordered.byteLength);
  switch (type) {
    case "int16":
      return scaled(address, "int", view.getInt16(0));
    case "uint16":
      return scaled(address, "uint", view.getUint16(0));
    case "int32":
      return scaled(address, "int", view.getInt32(0));
    case "uint32":
      return scaled(address, "uint", view.getUint32(0));
    case "int64":
      return scaled(address, "int", exactInteger(view.getBigInt64(0)));
    case "uint64":
      return scaled(address, "uint", exactInteger(view.getBigUint64(0)));
    case "float32":
      return scaled(address, "float", view.getFloat32(0));
    case "float64":
      return scaled(address, "double", view.getFloat64(0));
    case "boolean":
      return { kind: "boolean", value: ((view.getUint16(0) >>> (address.bit ?? 0)) & 1) === 1 };
    case "string":
      return decodeText(ordered);
  }
}

/** Bytes most significant first. */
function inOrder(bytes: Uint8Array, order: WordOrder): Uint8Array {
  if (order === "ABCD") return bytes;
  const ordered = Uint8Array.from(bytes);
  if (order === "DCBA") return ordered.reverse();
  // CDAB is DCBA with the bytes of each word swapped back.
  if (order === "CDAB") ordered.reverse();
  for (let i = 0; i + 1 < ordered.length; i += 2) {
    const high = ordered[i] ?? 0;
    ordered[i] = ordered[i + 1] ?? 0;
    ordered[i + 1] = high;
  }
  return ordered;
}

function scaled({ scale }: ModbusAddress, kind: ValueKind, raw: number | bigint): Decoded {
  if (scale === 1) return { kind, value: raw };
  return { kind: "double", value: scaledValue(raw, scale) };
}

/** Up to the first NUL, without trailing blanks; undefined when it is no UTF-8. */
function decodeText(bytes: Uint8Array): Decoded | undefined {
  const end = bytes.indexOf(0);
  try {
    const value = text.decode(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd();
    return { kind: "string", value };
  } catch {
    return undefined;
  }
}
