import { createPublicKey, verify } from "node:crypto";
import { expect, test } from "vitest";
import { fromBase64, fromHex, toHex } from "./bytes.ts";
import { enrolmentProofBytes } from "./enrolment.ts";
import { ed25519Spki } from "./log-id.ts";
import vectors from "./vectors/enrolment.json" with { type: "json" };

const { claims, bytes, proof } = vectors.proof;

test("what the log's key signs, and openssl's signature over it", () => {
  const signed = enrolmentProofBytes(claims);
  expect(toHex(signed)).toBe(bytes);
  const spki = Buffer.from(ed25519Spki(fromHex(claims.publicKey)));
  const key = createPublicKey({ key: spki, format: "der", type: "spki" });
  expect(verify(null, signed, key, fromBase64(proof))).toBe(true);
});

test("every claim is signed", () => {
  const changed = [
    { secret: "0000000000000000" },
    { site: "x" },
    { gateway: "x" },
    { log: "0".repeat(64) },
    { publicKey: "0".repeat(64) },
    { simulated: true },
    { certificateRequest: "x" },
  ];
  expect(changed.flatMap(Object.keys).sort()).toEqual(Object.keys(claims).sort());
  for (const change of changed) {
    expect(toHex(enrolmentProofBytes({ ...claims, ...change }))).not.toBe(bytes);
  }
});
