// Identity of an evidence log: SHA-256 of its public key's SubjectPublicKeyInfo (DER), as RFC 6962 §3.2.
// The suite names algorithms as a whole, so that SM2/SM3 can follow as a second suite.
import { toHex } from "./bytes.ts";
import type { Sha256 } from "./hashing.ts";

export const suites = ["ed25519-sha256"] as const;
export type Suite = (typeof suites)[number];

/** RFC 8410 §4: the fixed DER prefix of an Ed25519 SubjectPublicKeyInfo. */
const ed25519Prefix = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/** SubjectPublicKeyInfo (DER, 44 bytes) of a raw 32-byte Ed25519 public key. */
export function ed25519Spki(publicKey: Uint8Array): Uint8Array {
  if (publicKey.length !== 32) throw new RangeError("an Ed25519 public key has 32 bytes");
  return Uint8Array.from([...ed25519Prefix, ...publicKey]);
}

/** 64 lower-case hex digits. */
export function logIdOf(sha256: Sha256, publicKey: Uint8Array): string {
  return toHex(sha256(ed25519Spki(publicKey)));
}

export const logIdPattern = /^[0-9a-f]{64}$/;

/** Checkpoint origin of a log; simulated plants declare themselves in the first word. */
export function logOrigin(options: {
  simulated: boolean;
  site: string;
  gateway: string;
  logId: string;
}): string {
  const first = options.simulated ? "lineproof-sim" : "lineproof";
  return `${first}/${options.site}/${options.gateway}/${options.logId.slice(0, 16)}`;
}

export function isSimulatedOrigin(origin: string): boolean {
  return origin.startsWith("lineproof-sim/");
}
