import fc from "fast-check";
import { expect, test } from "vitest";
import type { Value, ValueKind } from "#contracts/value.ts";
import { createMantissa, decodeValue, encodeValue, kindNumbers, rawExponent } from "./mantissa.ts";

const seed = { seed: 20261122, numRuns: 3000 };

function through(kind: ValueKind, value: Value, hint = 0) {
  const encoded = createMantissa();
  encodeValue(kind, value, hint, encoded);
  const mantissa = BigInt(encoded.mantissa);
  expect(BigInt.asIntN(64, mantissa)).toBe(mantissa);
  const back = decodeValue(kindNumbers[kind], mantissa, encoded.exponent, encoded.bytes);
  expect(back.kind).toBe(kind);
  return { ...encoded, back: back.value };
}

function floatOfBits(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits >>> 0);
  return view.getFloat32(0);
}

function doubleOfBits(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

// Shortest decimals of IEEE 754 numbers, from the standard's own arithmetic, not from this code.
test.each([
  ["float", Math.fround(20.1), 201, 1],
  ["float", Math.fround(0.001), 1, 3],
  ["float", Math.fround(-273.15), -27315, 2],
  ["float", 16777216, 16777216, 0],
  ["double", 20.1, 201, 1],
  ["double", 1e-22, 1, 22],
  ["double", 9007199254740991, 9007199254740991, 0],
  ["double", -1234.5678, -12345678, 4],
] as const)("%s %d is mantissa %d with exponent %d", (kind, value, mantissa, exponent) => {
  expect(through(kind, value)).toMatchObject({ mantissa, exponent, back: value });
});

test.each([
  ["float", -0],
  ["float", Number.NaN],
  ["float", Number.POSITIVE_INFINITY],
  ["float", Math.fround(1e30)],
  ["float", Math.fround(1e-30)],
  ["double", -0],
  ["double", Number.NaN],
  ["double", Number.NEGATIVE_INFINITY],
  ["double", 0.1 + 0.2],
  ["double", Number.MIN_VALUE],
  ["double", Number.MAX_VALUE],
  ["double", 2 ** 53],
] as const)("%s %d keeps its raw bits", (kind, value) => {
  const result = through(kind, value);
  expect(result.exponent).toBe(rawExponent);
  expect(Object.is(result.back, value)).toBe(true);
});

test("every float32 bit pattern comes back to the bit, whatever the hint", () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.nat(22), (bits, hint) => {
      const value = floatOfBits(bits);
      expect(Object.is(through("float", value, hint).back, value)).toBe(true);
    }),
    seed,
  );
});

test("every float64 bit pattern comes back to the bit, whatever the hint", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 64n - 1n), fc.nat(22), (bits, hint) => {
      const value = doubleOfBits(bits);
      expect(Object.is(through("double", value, hint).back, value)).toBe(true);
    }),
    seed,
  );
});

test("decimals up to 9 digits never need raw bits, and no hint below theirs is kept", () => {
  fc.assert(
    fc.property(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.nat(9), (m, k) => {
      for (const kind of ["float", "double"] as const) {
        const value = kind === "float" ? Math.fround(m / 10 ** k) : m / 10 ** k;
        const result = through(kind, value);
        expect(result.exponent).toBeGreaterThanOrEqual(0);
        expect(result.exponent).toBeLessThanOrEqual(k);
        expect(Object.is(result.back, value)).toBe(true);
      }
    }),
    seed,
  );
});

test("a hint keeps one exponent for all values of a signal, whole ones too", () => {
  expect(through("float", 21, 1)).toMatchObject({ mantissa: 210, exponent: 1 });
  expect(through("float", 0, 1)).toMatchObject({ mantissa: 0, exponent: 1 });
  // What the hint cannot hold takes the least exponent that can.
  expect(through("float", Math.fround(21.25), 1)).toMatchObject({ mantissa: 2125, exponent: 2 });
});

test("integers, booleans, text, bytes and null come back as they were", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((v) => ["int", v] as const),
        fc.bigInt(0n, 2n ** 64n - 1n).map((v) => ["uint", v] as const),
        fc.maxSafeInteger().map((v) => ["int", v] as const),
        fc.maxSafeNat().map((v) => ["uint", v] as const),
        fc.boolean().map((v) => ["boolean", v] as const),
        fc.string({ unit: "grapheme" }).map((v) => ["string", v] as const),
        fc.uint8Array().map((v) => ["bytes", v] as const),
        fc.constant(["null", null] as const),
      ),
      ([kind, value]) => {
        const small = typeof value === "bigint" && BigInt(Number(value)) === value;
        const exact = small && Number.isSafeInteger(Number(value)) ? Number(value) : value;
        expect(through(kind, exact).back).toEqual(exact);
      },
    ),
    seed,
  );
});

test("uint64 from 2^63 is kept as two's complement", () => {
  expect(through("uint", 2n ** 64n - 1n)).toMatchObject({ mantissa: -1n, back: 2n ** 64n - 1n });
});

test.each([
  ["boolean", 1],
  ["float", 1n],
  ["null", 0],
  ["string", new Uint8Array()],
] as const)("kind %s refuses the value %s", (kind, value) => {
  expect(() => encodeValue(kind, value, 0, createMantissa())).toThrow(
    expect.objectContaining({
      code: "INGEST_ARCHIVE_VALUE",
      detail: { kind, type: typeof value },
    }),
  );
});

test("columns that no encoder writes are refused", () => {
  for (const [kind, exponent, bytes] of [
    [8, 0, null],
    [5, 23, null],
    [4, -2, null],
    [2, 1, null],
    [6, 0, null],
    [5, 0, new Uint8Array(1)],
  ] as const) {
    expect(() => decodeValue(kind, 0n, exponent, bytes)).toThrow(
      expect.objectContaining({ code: "INGEST_ARCHIVE_VALUE", detail: { kind, exponent } }),
    );
  }
});
