// The hash and signature functions that contracts/ asks for, by node:crypto.
import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { toHex } from "#contracts/bytes.ts";
import type { Sha256, VerifySignature } from "#contracts/hashing.ts";
import { ed25519Spki } from "#contracts/log-id.ts";

export const sha256: Sha256 = (data) => hash("sha256", data, "buffer");

const keys = new Map<string, KeyObject>();

export const verifySignature: VerifySignature = (publicKey, message, signature) => {
  const id = toHex(publicKey);
  let key = keys.get(id);
  if (key === undefined) {
    key = createPublicKey({
      key: Buffer.from(ed25519Spki(publicKey)),
      format: "der",
      type: "spki",
    });
    if (keys.size < 10_000) keys.set(id, key);
  }
  return verify(null, message, key, signature);
};

export const nodeCrypto = { sha256, verify: verifySignature };
