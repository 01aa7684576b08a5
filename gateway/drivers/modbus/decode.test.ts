// Vectors written by hand from IEEE 754 and two's complement, by Python's struct, or by the makers who publish them;
// never by an encoder of ours.
import fc from "fast-check";
import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import { parseModbusAddress } from "./address.ts";
import { decodeBit, decodeRegisters } from "./decode.ts";

const undecodable = { kind: "null", value: null, status: status.badDecoding };

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
  expect(decoded).toEqual({ kind: "float", value: Math.fround(123.456), status: 0 });
});

test.each([
  ["ABCD", "FF FF FF F4"],
  ["CDAB", "FF F4 FF FF"],
  ["BADC", "FF FF F4 FF"],
  ["DCBA", "F4 FF FF FF"],
])("int32 −12 in order %s stays negative", (order, hex) => {
  expect(decode(`holding:0:int32,order=${order}`, hex)).toEqual({
    kind: "int",
    value: -12,
    status: 0,
  });
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
    status: 0,
  });
});

test("int64 −1, uint64 max and a small one", () => {
  expect(decode("holding:0:int64", "FFFFFFFFFFFFFFFF")).toEqual({
    kind: "int",
    value: -1,
    status: 0,
  });
  expect(decode("holding:0:uint64", "FFFFFFFFFFFFFFFF").value).toBe(18_446_744_073_709_551_615n);
  expect(decode("holding:0:int64", "0000000000000007")).toEqual({
    kind: "int",
    value: 7,
    status: 0,
  });
});

test("float64 pi", () => {
  expect(decode("input:0:float64", "400921FB54442D18")).toEqual({
    kind: "double",
    value: Math.PI,
    status: 0,
  });
});

test("16 bits: sign, and bytes swapped", () => {
  expect(decode("holding:0:int16", "FFE0")).toEqual({ kind: "int", value: -32, status: 0 });
  expect(decode("holding:0:uint16", "FFE0")).toEqual({ kind: "uint", value: 65_504, status: 0 });
  expect(decode("holding:0:uint16,order=BADC", "0102").value).toBe(0x0201);
  expect(decode("holding:0:uint16,order=CDAB", "0102").value).toBe(0x0102);
});

test("minus zero, NaN and infinity pass", () => {
  expect(decode("input:0:float32", "80000000").value).toBe(-0);
  expect(decode("input:0:float32", "7FC00000").value).toBeNaN();
  expect(decode("input:0:float32", "FF800000").value).toBe(Number.NEGATIVE_INFINITY);
});

test("1234 at 0.1 is 123.4, and every tenth as its decimal text", () => {
  expect(decode("holding:0:int16,scale=0.1", "04D2")).toEqual({
    kind: "double",
    value: 123.4,
    status: 0,
  });
  fc.assert(
    fc.property(fc.integer({ min: -32_768, max: 32_767 }), (raw) => {
      const hex = (raw & 0xffff).toString(16).padStart(4, "0");
      const text = `${raw < 0 ? "-" : ""}${Math.floor(Math.abs(raw) / 10)}.${Math.abs(raw) % 10}`;
      expect(decode("holding:0:int16,scale=0.1", hex).value).toBe(raw === 0 ? 0 : Number(text));
    }),
    { seed: 20_260 },
  );
});

test("a scale that is no part of one multiplies", () => {
  expect(decode("holding:0:uint16,scale=2.5", "0003").value).toBe(7.5);
  expect(decode("holding:0:uint16,scale=100", "0003").value).toBe(300);
  expect(decode("holding:0:uint16,scale=-0.5", "0003").value).toBe(-1.5);
});

test("bits of a register", () => {
  expect(decode("holding:0:boolean,bit=12", "1000").value).toBe(true);
  expect(decode("holding:0:boolean,bit=11", "1000").value).toBe(false);
  expect(decode("holding:0:boolean,bit=0,order=BADC", "0100").value).toBe(true);
});

test("texts end at NUL, lose trailing blanks and must be UTF-8", () => {
  expect(decode("holding:0:string,length=3", "41422000 4344").value).toBe("AB");
  expect(decode("holding:0:string,length=2,order=BADC", "4241 4443").value).toBe("ABCD");
  expect(decode("holding:0:string,length=2", "C3 28 41 42")).toEqual(undecodable);
});

test("values lie at their offset, and none is read beyond the end", () => {
  expect(decode("holding:0:uint16", "0001 0002 0003", 2).value).toBe(3);
  expect(decode("holding:0:uint32", "0001 0002 0003", 2)).toEqual(undecodable);
});

// struct.pack(">d", 1234.5678) = 40 93 4A 45 6D 5C FA AD: A to H.
test.each([
  ["ABCD", "40934A45 6D5CFAAD"],
  ["DCBA", "ADFA5C6D 454A9340"],
  ["CDAB", "FAAD6D5C 4A454093"],
  ["BADC", "9340454A 5C6DADFA"],
  ["EFGHABCD", "6D5CFAAD 40934A45"],
  ["CDABGHEF", "4A454093 FAAD6D5C"],
  ["FEHGBADC", "5C6DADFA 9340454A"],
  ["DCBAHGFE", "454A9340 ADFA5C6D"],
])("float64 1234.5678 in order %s", (order, hex) => {
  expect(decode(`input:0:float64,order=${order}`, hex).value).toBe(1234.5678);
});

// struct.pack(">q", -1234567890123456789) = EE DD EF 0B 82 16 7E EB.
test.each([
  ["ABCD", "EEDDEF0B 82167EEB"],
  ["CDAB", "7EEB8216 EF0BEEDD"],
  ["EFGHABCD", "82167EEB EEDDEF0B"],
  ["CDABGHEF", "EF0BEEDD 7EEB8216"],
  ["FEHGBADC", "1682EB7E DDEE0BEF"],
  ["DCBAHGFE", "0BEFDDEE EB7E1682"],
])("int64 in order %s keeps all its digits", (order, hex) => {
  expect(decode(`input:0:int64,order=${order}`, hex).value).toBe(-1_234_567_890_123_456_789n);
});

// struct.pack(">e", x); 3C01 is the next after 1, 0001 the smallest.
test.each([
  ["3C00", 1],
  ["3C01", 1.0009765625],
  ["C500", -5],
  ["7BFF", 65_504],
  ["0001", 2 ** -24],
  ["FC00", Number.NEGATIVE_INFINITY],
])("float16 %s", (hex, value) => {
  expect(decode("input:0:float16", hex)).toEqual({ kind: "float", value, status: 0 });
});

test("8 bits of a register, either half, with and without sign", () => {
  expect(decode("holding:0:int8,half=high", "FE7F").value).toBe(-2);
  expect(decode("holding:0:int8,half=low", "FE7F").value).toBe(127);
  expect(decode("holding:0:uint8,half=high", "FE7F")).toEqual({
    kind: "uint",
    value: 254,
    status: 0,
  });
  expect(decode("holding:0:uint8,half=high,order=BADC", "FE7F").value).toBe(127);
});

test("a field of bits is unsigned, in 16 and 32 bits, and may be scaled", () => {
  expect(decode("holding:0:uint16,bits=4-7", "12B4").value).toBe(0xb);
  expect(decode("holding:0:uint16,bits=15-15", "8000").value).toBe(1);
  expect(decode("holding:0:uint32,bits=24-31", "80000001").value).toBe(0x80);
  expect(decode("holding:0:uint32,bits=0-31,order=CDAB", "0001 8000").value).toBe(0x80000001);
  expect(decode("holding:0:uint16,bits=0-7,scale=0.5", "FF03").value).toBe(1.5);
});

test("BCD: the hexadecimal digits are the decimal ones; with one above 9 it is no number", () => {
  expect(decode("holding:0:bcd16", "4827")).toEqual({ kind: "uint", value: 4827, status: 0 });
  expect(decode("holding:0:bcd32,order=CDAB", "5678 1234").value).toBe(12_345_678);
  expect(decode("holding:0:bcd64", "0012345678901234").value).toBe(12_345_678_901_234);
  expect(decode("holding:0:bcd64", "9999999999999999").value).toBe(9_999_999_999_999_999n);
  expect(decode("holding:0:bcd32,scale=0.01", "0012 3456").value).toBe(1234.56);
  expect(decode("holding:0:bcd16", "48A7")).toEqual(undecodable);
});

test("MOD10 as Schneider explains it (FAQ FA146443): 4567, 0123, 0, 0 are 1 234 567 Wh", () => {
  expect(decode("holding:0:mod10x4,order=CDAB", "11D7 007B 0000 0000")).toEqual({
    kind: "uint",
    value: 1_234_567,
    status: 0,
  });
  expect(decode("holding:0:mod10x3", "0001 0002 0003").value).toBe(100_020_003);
  expect(decode("holding:0:mod10x2", "270F 270F").value).toBe(99_999_999);
  // A register above 9999 is none of its digits.
  expect(decode("holding:0:mod10x2", "2710 0000")).toEqual(undecodable);
});

test.each([
  ["holding:0:int16,invalid=0x7FFF|0x8000", "7FFF", "7FFE", 32_766],
  ["holding:0:int16,invalid=0x7FFF|0x8000,scale=0.1", "8000", "8001", -3276.7],
  ["holding:0:uint32,invalid=0xFFFFFFFF,order=CDAB", "FFFF FFFF", "FFFF FFFE", 4_294_901_759],
  ["holding:0:int64,invalid=0x8000000000000000", "8000000000000000", "8000000000000001", undefined],
  ["input:0:float32,invalid=NaN", "FFC00000", "BFC00000", -1.5],
  ["input:0:float32,invalid=0x7FC00000", "FFC00001", "BFC00000", -1.5],
  ["holding:0:uint16,bits=0-7,invalid=255", "01FF", "01FE", 254],
])("%s: the device says that it has no value", (address, absent, present, value) => {
  expect(decode(address, absent)).toEqual({
    kind: "null",
    value: null,
    status: status.badSensorFailure,
  });
  expect(decode(address, present).status).toBe(status.good);
  if (value !== undefined) expect(decode(address, present).value).toBe(value);
});

test("scale and offset give the decimal that the manual promises", () => {
  // 4-20 mA in µA over 0-10 bar, a thermometer from -40, tenths less a tenth.
  expect(decode("input:0:uint16,scale=0.000625,offset=-2.5", "2EE0").value).toBe(5);
  expect(decode("input:0:uint16,scale=0.1,offset=-40", "01F3").value).toBe(9.9);
  expect(decode("input:0:uint16,scale=0.1,offset=-0.1", "0003").value).toBe(0.2);
  expect(decode("input:0:uint16,offset=0.3", "0000").value).toBe(0.3);
  expect(decode("input:0:uint16,scale=0.3", "0003").value).toBe(0.9);
  expect(Object.is(decode("input:0:uint16,scale=-0.1", "0000").value, 0)).toBe(true);
});

test("bits of coils lie eight to an octet, the lowest first; none is read beyond the end", () => {
  // Modbus Application Protocol V1.1b3 §6.1: coils 20-38 are CD 6B 05.
  const bytes = Buffer.from("CD6B05", "hex");
  const bits = Array.from({ length: 19 }, (_, i) => (decodeBit(bytes, i).value === true ? 1 : 0));
  expect(bits.join("")).toBe("1011001111010110101");
  expect(decodeBit(bytes, 24)).toEqual(undecodable);
});
