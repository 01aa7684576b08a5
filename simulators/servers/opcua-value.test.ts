import fc from "fast-check";
import { DataType } from "node-opcua";
import { expect, test } from "vitest";
import { encodeOpcUaValue } from "./opcua-value.ts";

/** The value on the wire, or why there is none. */
function encoded(...given: Parameters<typeof encodeOpcUaValue>): unknown {
  const wire = encodeOpcUaValue(...given);
  return typeof wire === "string" ? wire : wire.value;
}

test("each type holds what a controller's variable of that type would", () => {
  expect(encoded("Double", 1.1)).toBe(1.1);
  expect(encoded("Double", Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  expect(encoded("Float", 1.1)).toBe(Math.fround(1.1));
  expect(encoded("Boolean", false)).toBe(false);
  expect(encoded("String", "")).toBe("");
  expect(encoded("Int16", -7.6)).toBe(-8);
  expect(encoded("UInt16", -0.2)).toBe(0);
  expect(encodeOpcUaValue("UInt16", 3)).toMatchObject({ dataType: DataType.UInt16 });
});

test.each([
  ["Int16", -32_768, 32_767],
  ["Int32", -(2 ** 31), 2 ** 31 - 1],
  ["UInt16", 0, 65_535],
  ["UInt32", 0, 2 ** 32 - 1],
  ["UInt64", 0, Number.MAX_SAFE_INTEGER],
] as const)("%s says that a value beyond its limits is out of range", (type, lowest, highest) => {
  expect(encoded(type, lowest - 1)).toBe("out-of-range");
  expect(encoded(type, highest + 1)).toBe("out-of-range");
  expect(encoded(type, Number.NEGATIVE_INFINITY)).toBe("out-of-range");
  expect(["out-of-range", "wrong-type"]).not.toContain(encoded(type, lowest));
  expect(["out-of-range", "wrong-type"]).not.toContain(encoded(type, highest));
});

test("a Float holds infinities and NaN, but no finite number beyond its range", () => {
  expect(encoded("Float", Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  expect(encoded("Float", Number.NaN)).toBeNaN();
  expect(encoded("Float", 3.4e38)).toBe(Math.fround(3.4e38));
  expect(encoded("Float", 3.5e38)).toBe("out-of-range");
  expect(encoded("Float", -1e300)).toBe("out-of-range");
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
  ["Int32", Number.NaN, "no-value"],
  ["UInt64", Number.NaN, "no-value"],
  ["Double", "1", "wrong-type"],
  ["Double", true, "wrong-type"],
  ["Boolean", 1, "wrong-type"],
  ["String", 1, "wrong-type"],
  ["String", true, "wrong-type"],
  ["Int16", true, "wrong-type"],
] as const)("%s cannot hold %j: %s", (type, value, reason) => {
  expect(encodeOpcUaValue(type, value)).toBe(reason);
});
