import { expect, test } from "vitest";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { GatewayError } from "../../errors.ts";
import { modbusDatatype, parseModbusAddress } from "./address.ts";

function refusal(value: unknown, shared?: Record<string, unknown>): GatewayError {
  try {
    parseModbusAddress(value, shared);
  } catch (error) {
    expect(error).toBeInstanceOf(GatewayError);
    expect((error as GatewayError).code).toBe("GATEWAY_ADDRESS_INVALID");
    return error as GatewayError;
  }
  throw new Error("the address was accepted");
}

test("text and object say the same", () => {
  const parsed = parseModbusAddress("input:0x0046:float32,unit=3,order=CDAB");
  expect(parsed).toEqual({
    unit: 3,
    table: "input",
    address: 70,
    type: "float32",
    wordOrder: "CDAB",
    length: 2,
    maxRegisters: 125,
  });
  expect(
    parseModbusAddress({
      unit: 3,
      table: "input",
      address: 70,
      type: "float32",
      wordOrder: "CDAB",
    }),
  ).toEqual(parsed);
});

test("what the equipment shares holds unless the address says otherwise", () => {
  const shared = { unit: 7, maxRegisters: 80 };
  expect(parseModbusAddress("holding:1:int16", shared)).toMatchObject({
    unit: 7,
    maxRegisters: 80,
  });
  expect(parseModbusAddress("holding:1:int16,unit=2", shared).unit).toBe(2);
});

test("widths, bits and texts cover their registers", () => {
  expect(parseModbusAddress("holding:0:uint64").length).toBe(4);
  expect(parseModbusAddress("coil:9:boolean")).toMatchObject({ length: 1, table: "coil" });
  expect(parseModbusAddress("holding:9:boolean,bit=15").bit).toBe(15);
  expect(parseModbusAddress("holding:9:string,length=8,order=BADC").length).toBe(8);
  expect(parseModbusAddress("input:65534:float32").address).toBe(65_534);
});

test.each([
  ["input:65535:float32", /65535/],
  ["input:65536:int16", /address/],
  ["input:1:float8", /type/],
  ["output:1:int16", /table/],
  ["coil:1:int16", /booleans only/],
  ["holding:1:boolean", /needs its bit/],
  ["holding:1:int16,bit=3", /bit/],
  ["holding:1:string", /number of registers/],
  ["holding:1:string,length=4,order=CDAB", /ABCD or BADC/],
  ["holding:1:int16,scale=0", /must not be 0/],
  ["holding:1:int16,scale=ten", /scale/],
  ["holding:1:int16,scale=1e400", /scale/],
  ["holding:1:int16,offset=ten", /offset/],
  ["coil:1:boolean,offset=1", /offset: .*numbers/],
  ["holding:1:int16,colour=3", /colour/],
  ["holding:1:int32,order=EFGHABCD", /64-bit numbers only/],
  ["holding:1:mod10x3,order=CDABGHEF", /64-bit numbers only/],
  ["holding:1:int16,bits=0-3", /bits: .*uint16 or uint32/],
  ["holding:1:uint16,bits=3-0", /bits: .*lowest, highest/],
  ["holding:1:uint16,bits=4-16", /bits: .*lowest, highest/],
  ["holding:1:uint16,bits=4", /bits/],
  ["holding:1:uint8", /half/],
  ["holding:1:uint8,half=upper", /half/],
  ["holding:1:int16,half=low", /half: .*int8 and uint8/],
  ["holding:1:int16,invalid=NaN", /invalid: .*NaN/],
  ["holding:1:int32,invalid=0x7FFF", /invalid: .*as wide as the type/],
  ["holding:1:string,length=2,invalid=1", /invalid: .*numbers/],
  ["holding:1", /must be table:address:type/],
  [17, /must be table:address:type/],
  [null, /must be table:address:type/],
])("%j is refused with the reason", (value, reason) => {
  expect(refusal(value).message).toMatch(reason);
});

test("all problems of an address are told at once", () => {
  const { message } = refusal({ table: "coil", address: 65_535, type: "float64", bit: 1 });
  for (const part of ["booleans only", "bit", "beyond 65535"]) expect(message).toContain(part);
});

test("bit patterns that mean no value become the raw numbers of the type", () => {
  const of = (text: string) => parseModbusAddress(text).invalid;
  expect(of("holding:0:int16,invalid=0x7FFF|0x8000")).toEqual([32_767, -32_768]);
  expect(of("holding:0:uint16,invalid=0xFFFF|0")).toEqual([65_535, 0]);
  expect(of("holding:0:int64,invalid=0x8000000000000000")).toEqual([-(2n ** 63n)]);
  expect(of("input:0:float32,invalid=0xFFC00000|-1.5")).toEqual([Number.NaN, -1.5]);
  expect(of("holding:0:int8,half=high,invalid=0x80")).toEqual([-128]);
  expect(of("holding:0:bcd32,invalid=0x99999999")).toEqual([99_999_999]);
});

test("a value that no request can hold is refused", () => {
  expect(refusal("input:0:float64", { maxRegisters: 2 }).message).toMatch(/needs 4 registers/);
});

test("unscaled values keep their datatype, scaled ones are Double", () => {
  const of = (text: string) => modbusDatatype(parseModbusAddress(text));
  expect(of("input:0:float32")).toBe(datatypes.Float);
  expect(of("input:0:float32,scale=0.1")).toBe(datatypes.Double);
  expect(of("input:0:int16")).toBe(datatypes.Int16);
  expect(of("input:0:uint64")).toBe(datatypes.UInt64);
  expect(of("input:0:float16")).toBe(datatypes.Float);
  expect(of("input:0:uint8,half=low")).toBe(datatypes.UInt8);
  expect(of("input:0:uint16,bits=4-7")).toBe(datatypes.UInt16);
  expect(of("input:0:bcd32")).toBe(datatypes.UInt32);
  expect(of("input:0:mod10x4")).toBe(datatypes.UInt64);
  expect(of("input:0:int16,offset=-40")).toBe(datatypes.Double);
  expect(of("coil:0:boolean")).toBe(datatypes.Boolean);
  expect(of("holding:0:string,length=2")).toBe(datatypes.String);
});
