// What no well-behaved server sends has to be tried here.
import { expect, test } from "vitest";
import { status } from "#contracts/quality.ts";
import { parseOpcUaAddress } from "./address.ts";
import { readingOf, type ServerValue } from "./value.ts";

const arrival = Date.UTC(2026, 0, 5, 8);
const sourceTimestamp = new Date(arrival - 5_000);
const serverTimestamp = new Date(arrival - 1_000);

function said(dataType: number, value: unknown, more: Partial<ServerValue> = {}): ServerValue {
  return {
    value: { dataType, arrayType: 0, value },
    statusCode: { value: 0 },
    sourceTimestamp,
    serverTimestamp,
    ...more,
  };
}
const address = (type: string, scale = 1) => parseOpcUaAddress({ node: "i=1", type, scale });

test("the source's time, else the server's, else when it came", () => {
  const timeOf = (more: Partial<ServerValue>) =>
    readingOf(said(11, 1, more), address("Double"), arrival).sourceTime;
  expect(timeOf({})).toBe(sourceTimestamp.getTime());
  expect(timeOf({ sourceTimestamp: null })).toBe(serverTimestamp.getTime());
  // 1601-01-01 stands for "no time" (Part 6 §5.2.2.5).
  expect(timeOf({ sourceTimestamp: new Date(-11_644_473_600_000) })).toBe(
    serverTimestamp.getTime(),
  );
  expect(timeOf({ sourceTimestamp: null, serverTimestamp: null })).toBe(arrival);
});

test("a bad status keeps its raw code and takes the value away; an uncertain one keeps it", () => {
  const code = 0x8000_0403 + 0x8c_0000;
  expect(
    readingOf(said(11, 1, { statusCode: { value: code } }), address("Double"), arrival),
  ).toEqual({
    kind: "null",
    value: null,
    status: code,
    sourceTime: sourceTimestamp.getTime(),
    asked: true,
  });
  const uncertain = { statusCode: { value: status.uncertainLastUsable } };
  expect(readingOf(said(11, 1, uncertain), address("Double"), arrival)).toMatchObject({
    kind: "double",
    value: 1,
    status: status.uncertainLastUsable,
  });
});

test.each([
  ["no value at all", { value: null }],
  ["the null type", { value: { dataType: 0, arrayType: 0, value: null } }],
])("good with %s waits for initial data", (_, more) => {
  expect(readingOf(said(11, 1, more), address("Double"), arrival)).toMatchObject({
    value: null,
    status: status.badWaitingForInitialData,
  });
});

test.each([
  ["another number type", said(10, 1), "Double"],
  ["an array", said(11, 1, { value: { dataType: 11, arrayType: 1, value: [1] } }), "Double"],
  ["a text where a number is declared", said(11, "1"), "Double"],
  ["a lone surrogate", said(12, "\ud800"), "String"],
  ["half a 64-bit integer", said(8, [1]), "Int64"],
])("%s is bad configuration", (_, value, type) => {
  expect(readingOf(value, address(type), arrival)).toMatchObject({
    kind: "null",
    value: null,
    status: status.badConfiguration,
  });
});

test.each([
  [8, "Int64", [0xffff_ffff, 0xffff_fff4], "int", -12],
  [8, "Int64", [0x8000_0000, 0], "int", -(2n ** 63n)],
  [9, "UInt64", [0x0020_0000, 0], "uint", 2n ** 53n],
  [9, "UInt64", [0x001f_ffff, 0xffff_ffff], "uint", 2 ** 53 - 1],
  [12, "String", null, "string", ""],
  [21, "LocalizedText", { text: "锯", locale: "zh" }, "string", "锯"],
] as const)("type %i is exact", (dataType, type, raw, kind, value) => {
  expect(readingOf(said(dataType, raw), address(type), arrival)).toMatchObject({ kind, value });
});

test("a scale makes a double, of 64-bit integers too", () => {
  expect(readingOf(said(4, 1234), address("Int16", 0.1), arrival)).toMatchObject({
    kind: "double",
    value: 123.4,
  });
  expect(readingOf(said(9, [0, 5_000]), address("UInt64", 0.001), arrival)).toMatchObject({
    kind: "double",
    value: 5,
  });
});
