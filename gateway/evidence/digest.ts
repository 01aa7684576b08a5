// The gateway's SHA-256 and Ed25519: node:crypto behind the function types of contracts/hashing.ts.
import { createPublicKey, hash, verify } from "node:crypto";
import type { Sha256, VerifySignature } from "#contracts/hashing.ts";
import { ed25519Spki } from "#contracts/log-id.ts";

export const sha256: Sha256 = (data) => {
  const { buffer, byteOffset, byteLength } = hash("sha256", data, "buffer");
  // A plain array: slice() of a Buffer would be a view, not a copy.
  return new Uint8Array(buffer, byteOffset, byteLength);
};

export const verifyEd25519: VerifySignature = (publicKey, message, signature) => {
  try {
    const key = createPublicKey({
      key: Buffer.from(ed25519Spki(publicKey)),
      format: "der",
      type: "spki",
    });
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
};
