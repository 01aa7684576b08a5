import fc from "fast-check";
import { expect, test } from "vitest";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { GatewayError } from "../../errors.ts";
import { opcuaDatatype, parseOpcUaAddress } from "./address.ts";
import { parseBrowsePath, parseNodeText } from "./node-text.ts";

function refusal(value: unknown, shared?: Record<string, unknown>): GatewayError {
  try {
    parseOpcUaAddress(value, shared);
  } catch (error) {
    expect(error).toBeInstanceOf(GatewayError);
    expect((error as GatewayError).code).toBe("GATEWAY_ADDRESS_INVALID");
    return error as GatewayError;
  }
  throw new Error("the address was accepted");
}

test.each([
  [
    'nsu=http://a.example/plc;s="DB"."x"[1]',
    { uri: "http://a.example/plc", kind: "s", id: '"DB"."x"[1]' },
  ],
  ["nsu=urn:x%3By%25;s=a;b=c", { uri: "urn:x;y%", kind: "s", id: "a;b=c" }],
  ["i=2258", { uri: null, kind: "i", id: "2258" }],
  ["ns=0;i=85", { uri: null, kind: "i", id: "85" }],
  [
    "nsu=u;g=72962B91-FA75-4AE6-8D28-B404DC7DAF63",
    { uri: "u", kind: "g", id: "72962B91-FA75-4AE6-8D28-B404DC7DAF63" },
  ],
  ["nsu=u;b=M/RbKBsRVkePCePcx24oRA==", { uri: "u", kind: "b", id: "M/RbKBsRVkePCePcx24oRA==" }],
])("node %s", (node, expected) => {
  const address = parseOpcUaAddress({ node, type: "Double" });
  expect(address).toEqual({ node: expected, path: [], type: "Double", scale: 1 });
});

const namespaces = { ww: "http://opcfoundation.org/UA/Woodworking/", own: "urn:mill" };

test("a path begins at Objects, or at the equipment's root, which is a path or a node", () => {
  const step = { uri: namespaces.ww, name: "State" };
  const path = { path: "ww:State", type: "Int32" };
  expect(parseOpcUaAddress(path, { namespaces })).toMatchObject({
    node: { uri: null, kind: "i", id: "85" },
    path: [step],
  });
  expect(parseOpcUaAddress(path, { namespaces, root: "Machines/own:saw" })).toMatchObject({
    node: { uri: null, kind: "i", id: "85" },
    path: [{ uri: null, name: "Machines" }, { uri: "urn:mill", name: "saw" }, step],
  });
  expect(parseOpcUaAddress(path, { namespaces, root: "nsu=urn:mill;i=5001" })).toMatchObject({
    node: { uri: "urn:mill", kind: "i", id: "5001" },
    path: [step],
  });
});

test("a node stands for itself, whatever the root", () => {
  const address = parseOpcUaAddress(
    { node: "i=2258", type: "DateTime" },
    { namespaces, root: "x" },
  );
  expect(address).toMatchObject({ node: { id: "2258" }, path: [] });
});

test.each([
  [{ node: "ns=3;s=x", type: "Double" }, /namespace index 3 moves/],
  [{ node: "svr=1;i=1", type: "Double" }, /a node is nsu=/],
  [{ node: "i=x", type: "Double" }, /i= takes/],
  [{ node: "i=4294967296", type: "Double" }, /i= takes/],
  [{ node: "g=1", type: "Double" }, /GUID/],
  [{ node: "b=!", type: "Double" }, /base64/],
  [{ path: "zz:State", type: "Int32" }, /no namespace alias zz: .*there is ww own/],
  [{ path: "2:State", type: "Int32" }, /namespace index 2 moves/],
  [{ path: "ww:State//ww:x", type: "Int32" }, /empty step/],
  [{ path: "ww:", type: "Int32" }, /empty step/],
  [{ path: "constructor:x", type: "Int32" }, /no namespace alias constructor/],
  [{ type: "Int32" }, /exactly one of node and path/],
  [{ node: "i=1", path: "a", type: "Int32" }, /exactly one of node and path/],
  [{ node: "i=1", type: "Decimal" }, /type/],
  [{ node: "i=1", type: "Boolean", scale: 2 }, /only for numbers/],
  [{ node: "i=1", type: "Int16", scale: 0 }, /must not be 0/],
  [{ node: "i=1", type: "Int16", colour: 1 }, /colour/],
  ["i=1", /must be \{ node, type \}/],
  [null, /must be \{ node, type \}/],
])("%j is refused with the reason", (value, reason) => {
  expect(refusal(value, { namespaces }).message).toMatch(reason);
});

test("a root that cannot be read is told as the root's problem", () => {
  expect(refusal({ path: "a", type: "Int32" }, { root: "ns=4;i=1" }).message).toMatch(
    /root: .*namespace index 4/,
  );
});

test("every browse name can be written, with & before what has a meaning", () => {
  const name = fc.string({ minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
      const text = names.map((n) => `own:${n.replace(/[&/:]/g, "&$&")}`).join("/");
      expect(parseBrowsePath(text, namespaces)).toEqual({
        ok: true,
        value: names.map((n) => ({ uri: "urn:mill", name: n })),
      });
    }),
    { seed: 7, numRuns: 300 },
  );
});

test("no text makes the parsers throw", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => {
      expect(typeof parseNodeText(text).ok).toBe("boolean");
      expect(typeof parseBrowsePath(text, namespaces).ok).toBe("boolean");
    }),
    { seed: 8, numRuns: 500 },
  );
});

test("unscaled values keep their datatype, scaled ones are Double, times are milliseconds", () => {
  const of = (type: string, scale = 1) =>
    opcuaDatatype(parseOpcUaAddress({ node: "i=1", type, scale }));
  expect(of("Float")).toBe(datatypes.Float);
  expect(of("SByte")).toBe(datatypes.Int8);
  expect(of("Byte")).toBe(datatypes.UInt8);
  expect(of("UInt64")).toBe(datatypes.UInt64);
  expect(of("UInt64", 0.001)).toBe(datatypes.Double);
  expect(of("DateTime")).toBe(datatypes.Int64);
  expect(of("LocalizedText")).toBe(datatypes.String);
});
