import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeUtf8, toHex } from "./bytes.ts";
import { CanonicalJsonError, canonicalJson, type Json } from "./canonical-json.ts";

type Vector =
  | { kind: "document"; name: string; input: string; canonicalHex: string }
  | { kind: "number"; name: string; bits: string; canonical?: string; error?: true };
const { vectors } = JSON.parse(
  readFileSync(new URL("./vectors/jcs-rfc8785.json", import.meta.url), "utf8"),
) as { vectors: Vector[] };

function code(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof CanonicalJsonError) return error.code;
    throw error;
  }
  return undefined;
}

for (const vector of vectors) {
  test(vector.name, () => {
    if (vector.kind === "document") {
      const text = canonicalJson(JSON.parse(vector.input) as Json);
      expect(toHex(encodeUtf8(text))).toBe(vector.canonicalHex);
      return;
    }
    const number = new DataView(new ArrayBuffer(8));
    number.setBigUint64(0, BigInt(`0x${vector.bits}`));
    const value = number.getFloat64(0);
    if (vector.error) expect(code(() => canonicalJson(value))).toBe("CONTRACTS_JSON_NUMBER");
    else expect(canonicalJson(value)).toBe(vector.canonical);
  });
}

test("members that are undefined are left out", () => {
  expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
});

test("lone surrogates are refused in values and in names", () => {
  expect(code(() => canonicalJson("\udc00"))).toBe("CONTRACTS_JSON_TEXT");
  expect(code(() => canonicalJson({ "\ud800": 1 }))).toBe("CONTRACTS_JSON_TEXT");
});

test("what is no JSON is refused", () => {
  for (const value of [1n, undefined, () => 1, [undefined]]) {
    expect(code(() => canonicalJson(value as unknown as Json))).toBe("CONTRACTS_JSON_TYPE");
  }
});

test("canonical text says the same and does not depend on the order of members", () => {
  const json = fc
    .jsonValue({ maxDepth: 4 })
    .filter((value) => JSON.stringify(value).isWellFormed());
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value as Json);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(reversed(value as Json))).toBe(text);
    }),
    { seed: 20261122, numRuns: 300 },
  );
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member as Json)]),
  );
}
