// Ordered bytes → the raw number, before any scale.
import { exactInteger } from "#contracts/value.ts";
import type { ModbusAddress } from "./address.ts";
import { factsOf } from "./address-type.ts";

/**
 * @param view begins with the bytes of the number; what follows them says nothing.
 * @returns undefined when the bytes are no such number (a BCD digit above 9, a MOD10 register above 9999).
 */
export function numberOf(
  view: DataView,
  { type, bits, half }: Pick<ModbusAddress, "type" | "bits" | "half">,
): number | bigint | undefined {
  switch (type) {
    case "int8":
      return view.getInt8(half === "high" ? 0 : 1);
    case "uint8":
      return view.getUint8(half === "high" ? 0 : 1);
    case "int16":
      return view.getInt16(0);
    case "uint16":
      return fieldOf(view.getUint16(0), bits);
    case "int32":
      return view.getInt32(0);
    case "uint32":
      return fieldOf(view.getUint32(0), bits);
    case "int64":
      return exactInteger(view.getBigInt64(0));
    case "uint64":
      return exactInteger(view.getBigUint64(0));
    case "float16":
      return view.getFloat16(0);
    case "float32":
      return view.getFloat32(0);
    case "float64":
      return view.getFloat64(0);
    default:
      return decimalOf(view, type);
  }
}

function fieldOf(raw: number, bits: readonly [number, number] | undefined): number {
  if (bits === undefined) return raw;
  const [low, high] = bits;
  // Not by shifting: bit 31 is no sign here.
  return Math.floor(raw / 2 ** low) % 2 ** (high - low + 1);
}

function decimalOf(view: DataView, type: ModbusAddress["type"]): number | bigint | undefined {
  switch (type) {
    case "bcd16":
    case "bcd32":
    case "bcd64":
      return bcd(view, factsOf(type).registers);
    case "mod10x2":
    case "mod10x3":
    case "mod10x4":
      return mod10(view, factsOf(type).registers);
    default:
      return undefined;
  }
}

function bcd(view: DataView, registers: number): number | bigint | undefined {
  let digits = "";
  for (let i = 0; i < registers * 2; i += 1) {
    digits += view.getUint8(i).toString(16).padStart(2, "0");
  }
  return /^\d+$/.test(digits) ? exactInteger(BigInt(digits)) : undefined;
}

function mod10(view: DataView, registers: number): number | bigint | undefined {
  let value = 0n;
  for (let i = 0; i < registers * 2; i += 2) {
    const four = view.getUint16(i);
    if (four > 9999) return undefined;
    value = value * 10_000n + BigInt(four);
  }
  return exactInteger(value);
}
