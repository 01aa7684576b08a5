import fc from "fast-check";
import { expect, test } from "vitest";
import { answerPdu } from "./modbus-pdu.ts";
import type { RegisterDevice } from "./register-device.ts";

const hex = (text: string): Uint8Array =>
  Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const bits = (text: string, count: number): boolean[] =>
  Array.from({ length: count }, (_, n) => (((hex(text)[n >> 3] ?? 0) >> (n & 7)) & 1) === 1);

/** The values of the specification's examples (MODBUS Application Protocol V1.1b3 §6.1-§6.4). */
const example: RegisterDevice = {
  unit: 1,
  readCoils: (address, count) => (address === 0x13 ? bits("CD 6B 05", count) : 2),
  readDiscrete: (address, count) => (address === 0xc4 ? bits("AC DB 35", count) : 2),
  readHolding: (address) => (address === 0x6b ? [0x022b, 0x0000, 0x0064] : 2),
  readInput: (address) => (address === 0x08 ? Uint16Array.of(0x000a) : 2),
  identification: {
    vendorName: "Company identification",
    productCode: "Product code XX",
    revision: "V2.11",
  },
};

test.each([
  ["FC 01, §6.1", "01 00 13 00 13", "01 03 CD 6B 05"],
  ["FC 02, §6.2", "02 00 C4 00 16", "02 03 AC DB 35"],
  ["FC 03, §6.3", "03 00 6B 00 03", "03 06 02 2B 00 00 00 64"],
  ["FC 04, §6.4", "04 00 08 00 01", "04 02 00 0A"],
  ["exception of FC 01, §7", "01 04 A1 00 01", "81 02"],
])("%s: %s is answered by %s", (_, request, answer) => {
  expect(answerPdu(hex(request), example)).toEqual(hex(answer));
});

test("FC 43/14, §6.21: the three basic objects", () => {
  const text = (value: string): string => Buffer.from(value).toString("hex");
  expect(answerPdu(hex("2B 0E 01 00"), example)).toEqual(
    hex(
      `2B 0E 01 01 00 00 03 00 16 ${text("Company identification")}` +
        `01 0F ${text("Product code XX")} 02 05 ${text("V2.11")}`,
    ),
  );
});

test("FC 43/14: the bytes a real product sends (KBR multicomp F144, Modbus description page 64)", () => {
  const answer =
    "2B 0E 01 01 00 00 03 00 08 4B 42 52 20 47 6D 62 48" +
    "01 12 6D 75 6C 74 69 63 6F 6D 70 20 46 31 34 34 1D 33 20 20" +
    "02 09 20 32 2E 30 30 72 30 31 36";
  const identification = {
    vendorName: "KBR GmbH",
    productCode: "multicomp F144\x1d3  ",
    revision: " 2.00r016",
  };
  expect(answerPdu(hex("2B 0E 01 00"), { ...example, identification })).toEqual(hex(answer));
});

test("FC 43/14 begins at the object asked for, and at the first where it is not known", () => {
  expect([...answerPdu(hex("2B 0E 01 02"), example)].slice(0, 9)).toEqual([
    0x2b, 0x0e, 1, 1, 0, 0, 1, 2, 5,
  ]);
  expect([...answerPdu(hex("2B 0E 01 77"), example)].slice(0, 9)).toEqual([
    0x2b, 0x0e, 1, 1, 0, 0, 3, 0, 0x16,
  ]);
});

test.each([
  ["a single object, not offered at level 01", "2B 0E 04 00", "AB 03"],
  ["read code 0", "2B 0E 00 00", "AB 03"],
  ["a truncated request", "2B 0E 01", "AB 03"],
  ["CANopen, the other MEI type", "2B 0D 01 00", "AB 01"],
])("FC 43 with %s: %s is answered by %s", (_, request, answer) => {
  expect(answerPdu(hex(request), example)).toEqual(hex(answer));
});

test("a product without identification does not know FC 43", () => {
  const anonymous: RegisterDevice = { unit: 1, readHolding: () => 2, readInput: () => 2 };
  expect(answerPdu(hex("2B 0E 01 00"), anonymous)).toEqual(hex("AB 01"));
});

// The requests are the specification's own examples of writing.
test.each([
  ["write single coil", "05 00 AC FF 00", "85 01"],
  ["write single register", "06 00 01 00 03", "86 01"],
  ["write multiple coils", "0F 00 13 00 0A 02 CD 01", "8F 01"],
  ["write multiple registers", "10 00 01 00 02 04 00 0A 01 02", "90 01"],
  ["mask write register", "16 00 04 00 F2 00 25", "96 01"],
  ["read/write multiple registers", "17 00 03 00 06 00 0E 00 03 06 00 FF 00 FF 00 FF", "97 01"],
  ["function 0", "00", "80 01"],
])("%s is refused: %s is answered by %s", (_, request, answer) => {
  expect(answerPdu(hex(request), example)).toEqual(hex(answer));
});

test.each([
  ["no register", "03 00 6B 00 00", "83 03"],
  ["126 registers", "03 00 00 00 7E", "83 03"],
  ["2001 bits", "01 00 13 07 D1", "81 03"],
  ["a byte too few", "03 00 6B 00", "83 03"],
  ["a byte too many", "04 00 08 00 01 00", "84 03"],
  ["an address past FFFF", "03 FF FF 00 02", "83 02"],
])("%s: %s is answered by %s", (_, request, answer) => {
  expect(answerPdu(hex(request), example)).toEqual(hex(answer));
});

test("125 registers are answered, and a product's own smaller limit is kept", () => {
  const device: RegisterDevice = {
    unit: 1,
    maxRegisters: 80,
    readHolding: (_, count) => new Uint16Array(count),
    readInput: (_, count) => new Uint16Array(count),
  };
  expect(answerPdu(hex("04 00 00 00 50"), device).length).toBe(162);
  expect(answerPdu(hex("04 00 00 00 51"), device)).toEqual(hex("84 03"));
  const { maxRegisters: _, ...unlimited } = device;
  expect(answerPdu(hex("04 00 00 00 7D"), unlimited).length).toBe(252);
});

test("a product that fails or answers the wrong number of registers is answered for by 04", () => {
  const failing: RegisterDevice = {
    unit: 1,
    readHolding: () => {
      throw new Error("inside");
    },
    readInput: () => [1, 2],
  };
  expect(answerPdu(hex("03 00 00 00 01"), failing)).toEqual(hex("83 04"));
  expect(answerPdu(hex("04 00 00 00 01"), failing)).toEqual(hex("84 04"));
});

test("whatever arrives, the answer is a PDU of at most 253 bytes with the request's function", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 253 }), (request) => {
      const answer = answerPdu(request, example);
      expect(answer.length).toBeLessThanOrEqual(253);
      expect((answer[0] ?? 0) & 0x7f).toBe((request[0] ?? 0) & 0x7f);
    }),
    { seed: 2, numRuns: 500 },
  );
});
