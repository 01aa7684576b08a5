import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ByteReader,
  BytesError,
  ByteWriter,
  encodeUtf8,
  fromBase64,
  fromHex,
  sameBytes,
  toBase64,
  toHex,
} from "./bytes.ts";

const seed = 20261122;

function failure(run: () => unknown): BytesError {
  try {
    run();
  } catch (error) {
    if (error instanceof BytesError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("integers lie big-endian, two's complement", () => {
  const out = new ByteWriter(1);
  out.u8(0xab);
  out.u16(0x0102);
  out.u32(0xfffefdfc);
  out.u64(2 ** 53 - 1);
  out.i64(-1);
  out.i64(-(2 ** 53 - 1));
  out.bigI64(-(2n ** 63n));
  out.bigU64(2n ** 64n - 1n);
  expect(toHex(out.take())).toBe(
    "ab0102fffefdfc001fffffffffffffffffffffffffffffffe00000000000018000000000000000ffffffffffffffff",
  );
});

test("floats keep −0 and have one NaN, whatever bits the engine holds", () => {
  const signalling = new Float64Array(new BigUint64Array([0xfff8_0000_0000_0001n]).buffer)[0]!;
  const out = new ByteWriter();
  out.f32(-0);
  out.f64(-0);
  out.f32(signalling);
  out.f64(signalling);
  out.f32(1.5);
  expect(toHex(out.take())).toBe("8000000080000000000000007fc000007ff80000000000003fc00000");
});

test("numbers without a 53-bit form are refused", () => {
  const out = new ByteWriter();
  for (const run of [
    () => out.u64(-1),
    () => out.u64(2 ** 53),
    () => out.u64(1.5),
    () => out.i64(Number.NaN),
    () => out.i64(-(2 ** 53)),
  ]) {
    expect(failure(run).code).toBe("CONTRACTS_BYTES_RANGE");
  }
});

test("a reader names offset, wanted and left, and moves no further", () => {
  const input = new ByteReader(fromHex("0001"));
  input.u8();
  const error = failure(() => input.u32());
  expect(error.code).toBe("CONTRACTS_BYTES_SHORT");
  expect(error.detail).toEqual({ offset: 1, wanted: 4, left: 1 });
  expect(input.u8()).toBe(1);
});

test("64-bit numbers beyond 53 bits are refused with their offset", () => {
  const high = failure(() => new ByteReader(fromHex("0020000000000000")).u64());
  expect([high.code, high.detail]).toEqual(["CONTRACTS_BYTES_RANGE", { offset: 0 }]);
  const low = failure(() => new ByteReader(fromHex("ffe0000000000000")).i64());
  expect([low.code, low.detail]).toEqual(["CONTRACTS_BYTES_RANGE", { offset: 0 }]);
  expect(new ByteReader(fromHex("ffe0000000000001")).i64()).toBe(-(2 ** 53 - 1));
});

test("text is UTF-8 without repair: no lone surrogate, no invalid sequence, BOM kept", () => {
  expect(failure(() => encodeUtf8("\ud800")).code).toBe("CONTRACTS_BYTES_UTF8");
  const error = failure(() => new ByteReader(fromHex("0001ff")).text16());
  expect([error.code, error.detail]).toEqual(["CONTRACTS_BYTES_UTF8", { offset: 2 }]);
  const out = new ByteWriter();
  out.text16("\ufeff℃");
  expect(new ByteReader(out.take()).text16()).toBe("\ufeff℃");
  expect(failure(() => out.text16("x".repeat(65_536))).code).toBe("CONTRACTS_BYTES_RANGE");
});

test("bytes after the end are refused", () => {
  const input = new ByteReader(fromHex("0102"));
  input.u8();
  const error = failure(() => input.end());
  expect([error.code, error.detail]).toEqual(["CONTRACTS_BYTES_TRAILING", { offset: 1 }]);
  input.u8();
  expect(() => input.end()).not.toThrow();
});

test("bytes cut out of a Buffer are plain, so that slice() copies", () => {
  const buffer = Buffer.from("0102", "hex");
  const cut = new ByteReader(buffer).raw(2).slice();
  buffer.fill(0);
  expect(toHex(cut)).toBe("0102");
});

test("take copies, so that the writer may go on", () => {
  const out = new ByteWriter(1);
  out.u16(1);
  const first = out.take();
  out.reset();
  out.u16(2);
  expect([toHex(first), toHex(out.take()), out.length]).toEqual(["0001", "0002", 2]);
});

test("what is written is read again", () => {
  fc.assert(
    fc.property(
      fc.maxSafeInteger(),
      fc.maxSafeNat(),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.double(),
      fc.string({ unit: "binary" }),
      (signed, unsigned, big, double, text) => {
        const out = new ByteWriter(1);
        out.i64(signed);
        out.u64(unsigned);
        out.bigI64(big);
        out.f64(double);
        out.text16(text.toWellFormed());
        const input = new ByteReader(out.take());
        expect(input.i64()).toBe(signed);
        expect(input.u64()).toBe(unsigned);
        expect(input.bigI64()).toBe(big);
        expect(input.f64()).toBe(double);
        expect(input.text16()).toBe(text.toWellFormed());
        input.end();
      },
    ),
    { seed, numRuns: 300 },
  );
});

test("hex and base64 have one form each", () => {
  expect(toHex(fromHex("00FFa5"))).toBe("00ffa5");
  for (const text of ["0", "0g", " 00"]) {
    expect(failure(() => fromHex(text)).code).toBe("CONTRACTS_BYTES_RANGE");
  }
  expect(toBase64(fromHex("00ff80"))).toBe("AP+A");
  // Not padded, non-zero bits behind the end, white space, other alphabet, other sign.
  for (const text of ["AP8", "AP9=", "AP+A ", "AP-A", "A!==", "A"]) {
    expect(failure(() => fromBase64(text)).code, text).toBe("CONTRACTS_BYTES_RANGE");
  }
  expect(toHex(fromBase64("AP8="))).toBe("00ff");
});

test("sameBytes compares length and content", () => {
  expect(sameBytes(fromHex("0102"), fromHex("0102"))).toBe(true);
  expect(sameBytes(fromHex("0102"), fromHex("0103"))).toBe(false);
  expect(sameBytes(fromHex("0102"), fromHex("010200"))).toBe(false);
});
