import fc from "fast-check";
import { DataType } from "node-opcua";
import { expect, test } from "vitest";
import { encodeOpcUaValue } from "./opcua-value.ts";

const encoded = (...given: Parameters<typeof encodeOpcUaValue>) =>
  encodeOpcUaValue(...given)?.value;

test("each type holds what a controller's variable of that type would", () => {
  expect(encoded("Double", 1.1)).toBe(1.1);
  expect(encoded("Double", Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  expect(encoded("Float", 1.1)).toBe(Math.fround(1.1));
  expect(encoded("Boolean", false)).toBe(false);
  expect(encoded("String", "")).toBe("");
  expect(encoded("Int16", -7.6)).toBe(-8);
  expect(encodeOpcUaValue("UInt16", 3)?.dataType).toBe(DataType.UInt16);
});

test.each([
  ["Int16", -32_768, 32_767],
  ["Int32", -(2 ** 31), 2 ** 31 - 1],
  ["UInt16", 0, 65_535],
  ["UInt32", 0, 2 ** 32 - 1],
] as const)("%s stands at its limits when the plant is beyond them", (type, lowest, highest) => {
  expect(encoded(type, lowest - 1)).toBe(lowest);
  expect(encoded(type, highest + 1)).toBe(highest);
  expect(encoded(type, Number.NEGATIVE_INFINITY)).toBe(lowest);
});

test("64-bit counters travel as high and low word and come back exactly", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (count) => {
      const [high, low] = encoded("UInt64", count) as readonly [number, number];
      expect(high * 2 ** 32 + low).toBe(count);
      expect([high, low].every((word) => word >= 0 && word < 2 ** 32)).toBe(true);
    }),
    { seed: 1 },
  );
});

test.each([
  ["Int32", Number.NaN],
  ["UInt64", Number.NaN],
  ["Double", "1"],
  ["Boolean", 1],
  ["String", 1],
  ["Int16", true],
] as const)("%s cannot hold %j and has no value then", (type, value) => {
  expect(encodeOpcUaValue(type, value)).toBeUndefined();
});
