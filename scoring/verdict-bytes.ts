// Canonical bytes of verdicts (RFC 8785), to be hashed, signed and compared: same evidence, same bytes.
import { encodeUtf8 } from "#contracts/bytes.ts";
import { canonicalJson, type Json } from "#contracts/canonical-json.ts";
import type { ItemVerdict } from "#contracts/verdict.ts";

export function encodeVerdicts(verdicts: readonly ItemVerdict[]): Uint8Array {
  return encodeUtf8(canonicalJson(verdicts as unknown as Json));
}
