// A sampler of the encodings that Modbus products use, to try readers with: a register map of our own, no maker's.
// The same four points lie in every number type and in all four orders of words and bytes. FC 03 and 04 show the
// same registers.
//   integer   0 … 9999, whole          negative  −9999 … 0, whole
//   decimal   a number with decimals   on        a boolean
//
// Four blocks, one per order (servers/register-encoding.ts): 0x0000 ABCD · 0x0100 CDAB · 0x0200 BADC · 0x0300 DCBA,
// each of 0x28 registers:
//
//   +0x00  uint16   integer            +0x18  uint32   integer × 10⁵
//   +0x01  int16    negative           +0x1A  int32    negative × 10⁵
//   +0x02  bcd16    integer            +0x1C  bcd32    integer × 10⁴
//   +0x03  bits     see below          +0x1E  0
//   +0x04  uint32   integer            +0x20  uint64   integer × 10¹¹
//   +0x06  int32    negative           +0x24  int64    negative × 10¹¹
//   +0x08  bcd32    integer
//   +0x0A  float32  decimal
//   +0x0C  uint64   integer
//   +0x10  int64    negative
//   +0x14  float64  decimal
//
//   Left the numbers as they are, whose high words say little; right the same, scaled so that every word counts.
//   bits: 0 on · 4-7 last digit of integer · 15 not on; the bytes of this register are never swapped.
//
// Texts, first character in the high byte (ABCD) and in the low byte (BADC), NUL behind them:
//   0x0400 serial number, 16 characters, ABCD · 0x0408 the same, BADC
//   0x0410 model, 16 characters, ABCD · 0x0418 the same, BADC; its length is odd

import type { WordOrder } from "../servers/register-encoding.ts";
import { type ProductMap, type ProductRegister, registerProduct } from "./register-product.ts";

const MODEL = "SIM-TYPES";
const BLOCK_REGISTERS = 0x28;
const BLOCKS: readonly (readonly [WordOrder, number])[] = [
  ["ABCD", 0x0000],
  ["CDAB", 0x0100],
  ["BADC", 0x0200],
  ["DCBA", 0x0300],
];

const INTEGER = { point: "integer" } as const;
const NEGATIVE = { point: "negative" } as const;
const DECIMAL = { point: "decimal" } as const;

function block([order, base]: readonly [WordOrder, number]): [string, ProductRegister][] {
  const bits = { address: base + 0x03, type: "bits" } as const;
  const registers: Readonly<Record<string, ProductRegister>> = {
    uint16: { address: base, order, type: "uint16", ...INTEGER },
    int16: { address: base + 0x01, order, type: "int16", ...NEGATIVE },
    bcd16: { address: base + 0x02, order, type: "bcd16", ...INTEGER },
    on: { ...bits, bit: 0, point: "on" },
    digit: { ...bits, bit: 4, width: 4, from: ["integer"], value: (integer = 0) => integer % 10 },
    off: { ...bits, bit: 15, from: ["on"], value: (on = 0) => 1 - on },
    uint32: { address: base + 0x04, order, type: "uint32", ...INTEGER },
    int32: { address: base + 0x06, order, type: "int32", ...NEGATIVE },
    bcd32: { address: base + 0x08, order, type: "bcd32", ...INTEGER },
    float32: { address: base + 0x0a, order, type: "float32", ...DECIMAL },
    uint64: { address: base + 0x0c, order, type: "uint64", ...INTEGER },
    int64: { address: base + 0x10, order, type: "int64", ...NEGATIVE },
    float64: { address: base + 0x14, order, type: "float64", ...DECIMAL },
    wideUint32: { address: base + 0x18, order, type: "uint32", scale: 1e5, ...INTEGER },
    wideInt32: { address: base + 0x1a, order, type: "int32", scale: 1e5, ...NEGATIVE },
    wideBcd32: { address: base + 0x1c, order, type: "bcd32", scale: 1e4, ...INTEGER },
    wideUint64: { address: base + 0x20, order, type: "uint64", scale: 1e11, ...INTEGER },
    wideInt64: { address: base + 0x24, order, type: "int64", scale: 1e11, ...NEGATIVE },
  };
  return Object.entries(registers).map(([name, register]) => [`${name} ${order}`, register]);
}

const text = (address: number, order: "ABCD" | "BADC") =>
  ({ address, type: "text", registers: 8, order }) as const;

const MAP: ProductMap = {
  spans: [
    ...BLOCKS.map(([, first]) => ({ first, count: BLOCK_REGISTERS })),
    { first: 0x0400, count: 0x20 },
  ],
  registers: {
    ...Object.fromEntries(BLOCKS.flatMap(block)),
    "serial ABCD": { ...text(0x0400, "ABCD"), serial: true },
    "serial BADC": { ...text(0x0408, "BADC"), serial: true },
    "model ABCD": { ...text(0x0410, "ABCD"), constant: MODEL },
    "model BADC": { ...text(0x0418, "BADC"), constant: MODEL },
  },
};

/** Serial number: printable ASCII, at most 16 characters. */
export const typeSampler = registerProduct({
  maker: "Lineproof simulator",
  model: MODEL,
  name: { zh: "Modbus 编码样例", en: "sampler of Modbus encodings" },
  productCode: "SIM-TYPES sampler of encodings (simulated)",
  revision: "1.0",
  holding: MAP,
  input: MAP,
});
