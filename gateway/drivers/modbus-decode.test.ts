// Vectors written by hand from IEEE 754 and two's complement, not by an encoder of ours.
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseModbusAddress } from "./modbus-address.ts";
import { decodeRegisters } from "./modbus-decode.ts";

function decode(address: string, hex: string, offset = 0) {
  return decodeRegisters(
    parseModbusAddress(address),
    Buffer.from(hex.replaceAll(" ", ""), "hex"),
    offset,
  );
}

test.each([
  ["ABCD", "42 F6 E9 79"],
  ["CDAB", "E9 79 42 F6"],
  ["BADC", "F6 42 79 E9"],
  ["DCBA", "79 E9 F6 42"],
])("float32 123.456 in order %s keeps its 32 bits", (order, hex) => {
  const decoded = decode(`input:0:float32,order=${order}`, hex);
  expect(decoded).toEqual({ kind: "float", value: Math.fround(123.456) });
});

test.each([
  ["ABCD", "FF FF FF F4"],
  ["CDAB", "FF F4 FF FF"],
  ["BADC", "FF FF F4 FF"],
  ["DCBA", "F4 FF FF FF"],
])("int32 −12 in order %s stays negative", (order, hex) => {
  expect(decode(`holding:0:int32,order=${order}`, hex)).toEqual({ kind: "int", value: -12 });
});

test.each([
  ["ABCD", "00 20 00 00 00 00 00 01"],
  ["CDAB", "00 01 00 00 00 00 00 20"],
  ["BADC", "20 00 00 00 00 00 01 00"],
  ["DCBA", "01 00 00 00 00 00 20 00"],
])("uint64 2^53 + 1 in order %s keeps its last digit", (order, hex) => {
  expect(decode(`holding:0:uint64,order=${order}`, hex)).toEqual({
    kind: "uint",
    value: 9_007_199_254_740_993n,
  });
});

test("int64 −1, uint64 max and a small one", () => {
  expect(decode("holding:0:int64", "FFFFFFFFFFFFFFFF")).toEqual({ kind: "int", value: -1 });
  expect(decode("holding:0:uint64", "FFFFFFFFFFFFFFFF")?.value).toBe(18_446_744_073_709_551_615n);
  expect(decode("holding:0:int64", "0000000000000007")).toEqual({ kind: "int", value: 7 });
});

test("float64 pi", () => {
  expect(decode("input:0:float64", "400921FB54442D18")).toEqual({ kind: "double", value: Math.PI });
});

test("16 bits: sign, and bytes swapped", () => {
  expect(decode("holding:0:int16", "FFE0")).toEqual({ kind: "int", value: -32 });
  expect(decode("holding:0:uint16", "FFE0")).toEqual({ kind: "uint", value: 65_504 });
  expect(decode("holding:0:uint16,order=BADC", "0102")?.value).toBe(0x0201);
  expect(decode("holding:0:uint16,order=CDAB", "0102")?.value).toBe(0x0102);
});

test("minus zero, NaN and infinity pass", () => {
  expect(decode("input:0:float32", "80000000")?.value).toBe(-0);
  expect(decode("input:0:float32", "7FC00000")?.value).toBeNaN();
  expect(decode("input:0:float32", "FF800000")?.value).toBe(Number.NEGATIVE_INFINITY);
});

test("1234 at 0.1 is 123.4, and every tenth as its decimal text", () => {
  expect(decode("holding:0:int16,scale=0.1", "04D2")).toEqual({ kind: "double", value: 123.4 });
  fc.assert(
    fc.property(fc.integer({ min: -32_768, max: 32_767 }), (raw) => {
      const hex = (raw & 0xffff).toString(16).padStart(4, "0");
      const text = `${raw < 0 ? "-" : ""}${Math.floor(Math.abs(raw) / 10)}.${Math.abs(raw) % 10}`;
      expect(decode("holding:0:int16,scale=0.1", hex)?.value).toBe(raw === 0 ? 0 : Number(text));
    }),
    { seed: 20_260 },
  );
});

test("a scale that is no part of one multiplies", () => {
  expect(decode("holding:0:uint16,scale=2.5", "0003")?.value).toBe(7.5);
  expect(decode("holding:0:uint16,scale=100", "0003")?.value).toBe(300);
  expect(decode("holding:0:uint16,scale=-0.5", "0003")?.value).toBe(-1.5);
});

test("bits of a register", () => {
  expect(decode("holding:0:boolean,bit=12", "1000")?.value).toBe(true);
  expect(decode("holding:0:boolean,bit=11", "1000")?.value).toBe(false);
  expect(decode("holding:0:boolean,bit=0,order=BADC", "0100")?.value).toBe(true);
});

test("texts end at NUL, lose trailing blanks and must be UTF-8", () => {
  expect(decode("holding:0:string,length=3", "41422000 4344")?.value).toBe("AB");
  expect(decode("holding:0:string,length=2,order=BADC", "4241 4443")?.value).toBe("ABCD");
  expect(decode("holding:0:string,length=2", "C3 28 41 42")).toBeUndefined();
});

test("values lie at their offset, and none is read beyond the end", () => {
  expect(decode("holding:0:uint16", "0001 0002 0003", 2)?.value).toBe(3);
  expect(decode("holding:0:uint32", "0001 0002 0003", 2)).toBeUndefined();
});
