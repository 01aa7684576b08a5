import fc from "fast-check";
import { expect, test } from "vitest";
import {
  isInteger,
  type NumberType,
  placeWords,
  WORDS,
  type WordOrder,
  writeNumber,
} from "./register-encoding.ts";

/** Registers as bytes on the wire, in hex. */
function encode(type: NumberType, raw: number, order: WordOrder = "ABCD"): string {
  const view = new DataView(new ArrayBuffer(8));
  const words = new Uint16Array(WORDS[type]);
  writeNumber(view, type, raw);
  placeWords(view, WORDS[type], order, words, 0);
  return [...words].map((word) => word.toString(16).padStart(4, "0")).join(" ");
}

// Bytes by CPython's struct.pack(">f"), (">d"), (">q") and so on; BCD by its definition.
test.each<[NumberType, number, string]>([
  ["float32", 230.2, "4366 3333"],
  ["float32", -0.1, "bdcc cccd"],
  ["float32", 3.14159274, "4049 0fdb"],
  ["float64", 123_456_789.25, "419d 6f34 5500 0000"],
  ["float64", 999_999_999_999.5, "426d 1a94 a1ff f000"],
  ["int64", -123_456_789_012_345, "ffff 8fb7 79f2 2087"],
  ["uint64", 0x1122_3344_5566, "0000 1122 3344 5566"],
  ["int32", -123_456, "fffe 1dc0"],
  ["uint32", 4_000_000_000, "ee6b 2800"],
  ["int16", -2, "fffe"],
  ["uint16", 0xabcd, "abcd"],
  ["bcd16", 1234, "1234"],
  ["bcd32", 12_345_678, "1234 5678"],
])("%s %d is %s", (type, raw, bytes) => {
  expect(encode(type, raw)).toBe(bytes);
});

// The four orders by their definition: A to D are 11 to 44.
test.each<[WordOrder, string, string, string]>([
  ["ABCD", "1122 3344", "0000 1122 3344 5566", "1122"],
  ["CDAB", "3344 1122", "5566 3344 1122 0000", "1122"],
  ["BADC", "2211 4433", "0000 2211 4433 6655", "2211"],
  ["DCBA", "4433 2211", "6655 4433 2211 0000", "2211"],
])("order %s", (order, word32, word64, word16) => {
  expect(encode("uint32", 0x1122_3344, order)).toBe(word32);
  expect(encode("uint64", 0x1122_3344_5566, order)).toBe(word64);
  expect(encode("uint16", 0x1122, order)).toBe(word16);
});

test.each<[NumberType, number, string]>([
  ["uint16", 65_536, "ffff"],
  ["uint16", -1, "0000"],
  ["int16", 40_000, "7fff"],
  ["int16", -40_000, "8000"],
  ["uint32", Number.POSITIVE_INFINITY, "ffff ffff"],
  ["int32", Number.NEGATIVE_INFINITY, "8000 0000"],
  ["uint64", 2 ** 64, "ffff ffff ffff ffff"],
  ["int64", 1e30, "7fff ffff ffff ffff"],
  ["int64", -1e30, "8000 0000 0000 0000"],
  ["bcd16", 10_000, "9999"],
  ["bcd16", -1, "0000"],
  ["bcd32", 1e9, "9999 9999"],
  ["float32", 1e39, "7f80 0000"],
  ["float32", -1e39, "ff80 0000"],
  ["float32", Number.NaN, "7fc0 0000"],
  ["float64", Number.NaN, "7ff8 0000 0000 0000"],
])("%s of %d, which does not fit, is %s", (type, raw, bytes) => {
  expect(encode(type, raw)).toBe(bytes);
});

/** Independent of the encoder: bytes in wire order → bytes A B C D … → value by Buffer. */
function decode(type: NumberType, hex: string, order: WordOrder): number {
  const bytes = Buffer.from(hex.replaceAll(" ", ""), "hex");
  if (order === "BADC" || order === "DCBA") bytes.swap16();
  const words = Array.from({ length: bytes.length / 2 }, (_, n) =>
    bytes.subarray(2 * n, 2 * n + 2),
  );
  if (order === "CDAB" || order === "DCBA") words.reverse();
  const plain = Buffer.concat(words);
  const readers: Record<NumberType, () => number> = {
    uint16: () => plain.readUInt16BE(),
    int16: () => plain.readInt16BE(),
    uint32: () => plain.readUInt32BE(),
    int32: () => plain.readInt32BE(),
    uint64: () => Number(plain.readBigUInt64BE()),
    int64: () => Number(plain.readBigInt64BE()),
    float32: () => plain.readFloatBE(),
    float64: () => plain.readDoubleBE(),
    bcd16: () => Number(plain.toString("hex")),
    bcd32: () => Number(plain.toString("hex")),
  };
  return readers[type]();
}

const exact: Record<NumberType, fc.Arbitrary<number>> = {
  uint16: fc.integer({ min: 0, max: 0xffff }),
  int16: fc.integer({ min: -0x8000, max: 0x7fff }),
  uint32: fc.integer({ min: 0, max: 0xffff_ffff }),
  int32: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
  uint64: fc.maxSafeNat(),
  int64: fc.maxSafeInteger(),
  bcd16: fc.integer({ min: 0, max: 9999 }),
  bcd32: fc.integer({ min: 0, max: 99_999_999 }),
  float32: fc.float({ noNaN: true }),
  float64: fc.double({ noNaN: true }),
};

test.each([1, 2, 3, 4, 5])(
  "every value in every order comes back to another decoder, seed %i",
  (seed) => {
    for (const type of Object.keys(exact) as NumberType[]) {
      const order = fc.constantFrom<WordOrder>("ABCD", "CDAB", "BADC", "DCBA");
      fc.assert(
        fc.property(exact[type], order, (value, wordOrder) => {
          const wire = encode(type, value, wordOrder);
          // An integer has no negative zero.
          expect(decode(type, wire, wordOrder)).toBe(isInteger(type) ? value + 0 : value);
        }),
        { seed, numRuns: 50 },
      );
    }
  },
);
