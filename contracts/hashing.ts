// Hash and signature functions come in from outside: node:crypto on a server, another in a browser.

/** SHA-256: 32 bytes. */
export type Sha256 = (data: Uint8Array) => Uint8Array;

/** Ed25519 (RFC 8032): signs with a key that the caller holds; 64 bytes. */
export type Sign = (message: Uint8Array) => Uint8Array;

/** Ed25519: true when the 64-byte signature over the message is by the raw 32-byte public key. */
export type VerifySignature = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean;
