import { expect, test } from "vitest";
import { crc16 } from "./crc16.ts";

test("the check value of the CRC catalogue", () => {
  expect(crc16(new TextEncoder().encode("123456789"))).toBe(0x4b37);
});

test("the example of the serial line guide: 02 07 gives 41 12 on the wire", () => {
  expect(crc16(Uint8Array.of(0x02, 0x07))).toBe(0x1241);
});
