import { expect, test } from "vitest";
import { encodeRtu, heardFrames, isRtuFrame } from "./rtu-frame.ts";
import { byteMs, silenceMs } from "./serial-timing.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

// Modbus over Serial Line V1.02 appendix B (02 07 → 41 12); SDM630 protocol manual (230.2 V); Eastron and Omron manuals.
test.each([
  [2, "07", "02 07 41 12"],
  [1, "04 00 00 00 02", "01 04 00 00 00 02 71 CB"],
  [1, "04 04 43 66 33 34", "01 04 04 43 66 33 34 1B 38"],
  [1, "03 00 00 00 0A", "01 03 00 00 00 0A C5 CD"],
])("unit %d, %s on the line", (unit, pdu, frame) => {
  expect(encodeRtu(unit, hex(pdu))).toEqual(hex(frame));
  expect(isRtuFrame(hex(frame), 0, hex(frame).length)).toBe(true);
});

test("frames of others are found between noise, with who said them", () => {
  const bytes = Buffer.concat([
    hex("FF 00 01"),
    hex("01 04 00 00 00 02 71 CB"),
    hex("01 04 04 43 66 33 34 1B 38"),
    hex("55"),
    encodeRtu(9, hex("83 02")),
    encodeRtu(0, hex("06 00 01 00 03")),
    encodeRtu(4, hex("10 00 01 00 02 04 00 0A 01 02")),
    encodeRtu(4, hex("10 00 01 00 02")),
    encodeRtu(4, hex("2B 0E 01 00")),
    hex("01 03"),
  ]);
  const found = heardFrames(bytes).map(({ unit, functionCode, role }) => [
    unit,
    functionCode,
    role,
  ]);
  expect(found).toEqual([
    [1, 4, "asks"],
    [1, 4, "answers"],
    [9, 3, "answers"],
    [0, 6, "asks"],
    [4, 16, "asks"],
    [4, 16, "answers"],
    [4, 43, "asks"],
  ]);
});

test("any single wrong bit makes it no frame", () => {
  const frame = hex("01 04 04 43 66 33 34 1B 38");
  for (let bit = 0; bit < frame.length * 8; bit += 1) {
    const wrong = Buffer.from(frame);
    wrong.writeUInt8((wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7)), bit >> 3);
    expect(isRtuFrame(wrong, 0, wrong.length)).toBe(false);
  }
});

test("§2.5.1.1: 3.5 characters of 11 bits, 1.75 ms above 19 200 baud; a byte takes its bits", () => {
  const format = { parity: "none", stopBits: 1 } as const;
  expect(silenceMs({ ...format, baudRate: 9600 })).toBeCloseTo(4.01, 2);
  expect(silenceMs({ ...format, baudRate: 19_200 })).toBeCloseTo(2.005, 3);
  expect(silenceMs({ ...format, baudRate: 38_400 })).toBe(1.75);
  expect(byteMs({ ...format, baudRate: 9600 })).toBeCloseTo(10 / 9.6, 5);
  expect(byteMs({ baudRate: 9600, parity: "even", stopBits: 2 })).toBeCloseTo(12 / 9.6, 5);
});
