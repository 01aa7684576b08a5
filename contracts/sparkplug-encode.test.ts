import fc from "fast-check";
import { expect, test } from "vitest";
import { toHex } from "./bytes.ts";
import { encodePayload } from "./sparkplug-encode.ts";

/** Protocol Buffers, "Encoding", Base 128 Varints: seven bits a byte, least significant first. */
function varint(value: bigint): string {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return toHex(Uint8Array.from([...bytes, Number(rest)]));
}

const edges = [0, 1, 0x7f, 0x80, 2 ** 32 - 1, 2 ** 32, 2 ** 35 - 1, 2 ** 35, 2 ** 42, 2 ** 49 - 1];

test("whole numbers are the shortest varints, from 0 to 2^53 − 1", () => {
  const check = (value: number) => {
    expect(toHex(encodePayload({ timestamp: value, metrics: [] }))).toBe(
      `08${varint(BigInt(value))}`,
    );
  };
  for (const edge of [...edges, 2 ** 49, Number.MAX_SAFE_INTEGER]) check(edge);
  fc.assert(fc.property(fc.maxSafeNat(), check), { seed: 5, numRuns: 300 });
});

test("64-bit numbers given as bigint keep every digit, negative ones in two's complement", () => {
  const value = (value: bigint) =>
    encodePayload({ metrics: [{ value: { field: "long", value } }] });
  expect(toHex(value(2n ** 64n - 1n))).toBe(`120b58${varint(2n ** 64n - 1n)}`);
  expect(toHex(value(BigInt.asUintN(64, -12n)))).toBe(`120b58${varint(2n ** 64n - 12n)}`);
});

test("bytes of a message are its own: neither the next one nor one that fails changes them", () => {
  const first = encodePayload({ timestamp: 5, metrics: [], seq: 1 });
  const before = toHex(first);
  const broken = new Map([["Quality", null]]) as never;
  expect(() =>
    encodePayload({ timestamp: 9, metrics: [{ name: "a", value: null, properties: broken }] }),
  ).toThrow(TypeError);
  expect(toHex(encodePayload({ timestamp: 5, metrics: [], seq: 1 }))).toBe(before);
  encodePayload({ timestamp: 6, metrics: [{ name: "other", value: null }], seq: 2 });
  expect(toHex(first)).toBe(before);
});
