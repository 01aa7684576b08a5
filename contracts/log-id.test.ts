import { expect, test } from "vitest";
import { toHex } from "./bytes.ts";
import { ed25519Spki, isSimulatedOrigin, logIdPattern, logOrigin } from "./log-id.ts";

// The log id of a known key stands in checkpoint.test.ts, against checkpoint.json.

test("SubjectPublicKeyInfo of the example of RFC 8410 §10.1", () => {
  const key = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";
  const example = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
  const spki = ed25519Spki(Uint8Array.from(Buffer.from(key, "hex")));
  expect(toHex(spki)).toBe(Buffer.from(example, "base64").toString("hex"));
});

test("a key of another length is refused", () => {
  expect(() => ed25519Spki(new Uint8Array(33))).toThrow("32 bytes");
});

test("only 64 lower-case hex digits are a log id", () => {
  expect(logIdPattern.test("a".repeat(64))).toBe(true);
  for (const text of ["A".repeat(64), "a".repeat(63), "a".repeat(65), `${"a".repeat(64)}\n`]) {
    expect(logIdPattern.test(text), JSON.stringify(text)).toBe(false);
  }
});

test("a simulated plant says so in the first word of its origin, and only there", () => {
  const options = { site: "s", gateway: "g", logId: "0123456789abcdef".repeat(4) };
  expect(logOrigin({ ...options, simulated: false })).toBe("lineproof/s/g/0123456789abcdef");
  expect(isSimulatedOrigin(logOrigin({ ...options, simulated: true }))).toBe(true);
  expect(isSimulatedOrigin(logOrigin({ ...options, simulated: false }))).toBe(false);
  expect(isSimulatedOrigin("lineproof/lineproof-sim/g/0")).toBe(false);
});
