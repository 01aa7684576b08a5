import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex } from "#contracts/bytes.ts";
import file from "#contracts/vectors/crc32c-rfc3720.json" with { type: "json" };
import { crc32c } from "./crc32c.ts";

test.each(file.vectors)("CRC-32C of $name is that of $source", ({ dataHex, crc }) => {
  expect(crc32c(fromHex(dataHex)).toString(16).padStart(8, "0")).toBe(crc);
});

function bitByBit(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

test("any range of any bytes equals the bit by bit computation", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(20), (bytes, from) => {
      const start = Math.min(from, bytes.length);
      expect(crc32c(bytes, start)).toBe(bitByBit(bytes.subarray(start)));
    }),
    { seed: 3720, numRuns: 300 },
  );
});
