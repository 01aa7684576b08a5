// A small map of registers and bits with holes, for servers of ours and of others, and what must be read of it.
import { exceptionPdu, type FixtureRequest } from "./modbus-fixture.ts";

// 123.456 as float32 is 42 F6 E9 79; 3.5 as float64 is 400C 0000 0000 0000.
const registers = { 0: 0x42f6, 1: 0xe979, 2: 0xfff4, 3: 1234, 5: 0x400c, 6: 0, 7: 0, 8: 0 };

export const map = {
  units: {
    "1": { input: registers, holding: { 7: 65_535 }, coil: { 3: 1 }, discrete: { 9: 0 } },
    "2": { holding: { 100: 7 } },
  },
};

export const reads = [
  { address: "input:0:float32", reads: { kind: "float", value: Math.fround(123.456) } },
  { address: "input:2:int16", reads: { kind: "int", value: -12 } },
  { address: "input:3:int16,scale=0.1", reads: { kind: "double", value: 123.4 } },
  { address: "holding:7:uint16", reads: { kind: "uint", value: 65_535 } },
  { address: "coil:3:boolean", reads: { kind: "boolean", value: true } },
  { address: "discrete:9:boolean", reads: { kind: "boolean", value: false } },
  { address: "input:5:float64", reads: { kind: "double", value: 3.5 } },
] as const;

/** A neighbour of the others that nobody has. */
export const refused = "input:4:int16";

export function answersOfMap(request: FixtureRequest): Uint8Array {
  const { functionCode, start, count, unit } = request;
  if (functionCode === 43) return exceptionPdu(43, 1);
  const tables = map.units[String(unit) as "1"] as
    | Record<string, Record<number, number>>
    | undefined;
  const table = tables?.[["", "coil", "discrete", "holding", "input"][functionCode] ?? ""];
  const values = Array.from({ length: count }, (_, i) => table?.[start + i]);
  if (values.some((value) => value === undefined)) return exceptionPdu(functionCode, 2);
  if (functionCode >= 3) {
    const out = Buffer.alloc(2 + 2 * count);
    out.writeUInt8(functionCode, 0);
    out.writeUInt8(2 * count, 1);
    for (const [i, value] of values.entries()) out.writeUInt16BE(value ?? 0, 2 + 2 * i);
    return out;
  }
  const bits = Buffer.alloc(2 + Math.ceil(count / 8));
  bits.writeUInt8(functionCode, 0);
  bits.writeUInt8(bits.length - 2, 1);
  values.forEach((value, i) => {
    if (value) bits[2 + (i >>> 3)]! |= 1 << (i & 7);
  });
  return bits;
}
