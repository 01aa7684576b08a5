// C2SP tlog-cosignature, cosignature/v1: a witness states at which time it saw a checkpoint
// consistent with all it saw before. Signed message: "cosignature/v1\ntime <s>\n" ‖ checkpoint text.
import { encodeUtf8 } from "./bytes.ts";
import type { Sha256, Sign, VerifySignature } from "./hashing.ts";
import { type NoteSignature, noteKeyHash, noteKeyType, type SignedNote } from "./signed-note.ts";

function message(text: string, timeSeconds: number): Uint8Array {
  return encodeUtf8(`cosignature/v1\ntime ${timeSeconds}\n${text}`);
}

/** Signature line of a witness over a checkpoint text. @param timeSeconds witness time, s since the epoch. */
export function cosign(
  text: string,
  timeSeconds: number,
  witness: { name: string; publicKey: Uint8Array; sign: Sign; sha256: Sha256 },
): NoteSignature {
  const raw = witness.sign(message(text, timeSeconds));
  const signature = new Uint8Array(8 + raw.length);
  new DataView(signature.buffer).setBigUint64(0, BigInt(timeSeconds));
  signature.set(raw, 8);
  return {
    keyName: witness.name,
    keyHash: noteKeyHash(
      witness.sha256,
      witness.name,
      noteKeyType.cosignatureV1,
      witness.publicKey,
    ),
    signature,
  };
}

/**
 * Witness time (s) of the earliest cosignature by this witness; undefined when there is none, or when
 * a line by its key does not verify (C2SP signed-note, verification).
 */
export function cosignatureTime(
  note: SignedNote,
  witness: { name: string; publicKey: Uint8Array },
  crypto: { sha256: Sha256; verify: VerifySignature },
): number | undefined {
  const keyHash = noteKeyHash(
    crypto.sha256,
    witness.name,
    noteKeyType.cosignatureV1,
    witness.publicKey,
  );
  let earliest: number | undefined;
  for (const line of note.signatures) {
    if (line.keyName !== witness.name || line.keyHash !== keyHash) continue;
    if (line.signature.length !== 72) return undefined;
    const view = new DataView(line.signature.buffer, line.signature.byteOffset);
    const time = Number(view.getBigUint64(0));
    const own = message(note.text, time);
    if (
      !Number.isSafeInteger(time) ||
      !crypto.verify(witness.publicKey, own, line.signature.subarray(8))
    ) {
      return undefined;
    }
    if (earliest === undefined || time < earliest) earliest = time;
  }
  return earliest;
}
