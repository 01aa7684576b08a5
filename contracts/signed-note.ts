// C2SP signed-note: a text ending in a newline, a blank line, then one line per signature:
//   — <key name> base64(key hash u32 ‖ signature)
// Every part may come from an attacker: parse is strict and separate from verification.
import { encodeUtf8, fromBase64, toBase64 } from "./bytes.ts";
import { CodedError } from "./errors.ts";
import type { Sha256 } from "./hashing.ts";

export type NoteErrorCode =
  | "CONTRACTS_NOTE_FORM"
  | "CONTRACTS_NOTE_SIGNATURE_LINE"
  | "CONTRACTS_NOTE_KEY_NAME"
  | "CONTRACTS_NOTE_SIZE";

export class NoteError extends CodedError<NoteErrorCode> {}

export type NoteSignature = {
  readonly keyName: string;
  /** First 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key). A hint, never a proof. */
  readonly keyHash: number;
  readonly signature: Uint8Array;
};

export type SignedNote = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/** C2SP signature types: Ed25519, and cosignature/v1 by an Ed25519 witness. */
export const noteKeyType = { ed25519: 0x01, cosignatureV1: 0x04 } as const;

const maxBytes = 1_000_000;
const maxSignatures = 100;

/** U+0085 is a space in Unicode, but not for \s. */
export function isKeyName(name: string): boolean {
  return name.length > 0 && !/[+\s\u0085]/u.test(name) && name.isWellFormed();
}

/** C2SP signed-note, key ID. */
export function noteKeyHash(
  sha256: Sha256,
  name: string,
  type: number,
  publicKey: Uint8Array,
): number {
  if (!isKeyName(name)) {
    throw new NoteError(
      "CONTRACTS_NOTE_KEY_NAME",
      `key name ${JSON.stringify(name)} is empty, has a space or a plus`,
    );
  }
  const text = encodeUtf8(name);
  const data = new Uint8Array(text.length + 2 + publicKey.length);
  data.set(text);
  data[text.length] = 0x0a;
  data[text.length + 1] = type;
  data.set(publicKey, text.length + 2);
  const hash = sha256(data);
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0);
}

export function formatSignature(signature: NoteSignature): string {
  const bytes = new Uint8Array(4 + signature.signature.length);
  new DataView(bytes.buffer).setUint32(0, signature.keyHash);
  bytes.set(signature.signature, 4);
  return `— ${signature.keyName} ${toBase64(bytes)}\n`;
}

/** Text of the note: body, blank line, signature lines. */
export function formatNote(note: SignedNote): string {
  return `${note.text}\n${note.signatures.map(formatSignature).join("")}`;
}

function parseSignature(line: string, number: number): NoteSignature {
  const match = /^— (\S+) (\S+)$/u.exec(line);
  const name = match?.[1];
  const encoded = match?.[2];
  if (name === undefined || encoded === undefined || !isKeyName(name)) {
    throw new NoteError("CONTRACTS_NOTE_SIGNATURE_LINE", `signature line ${number} is malformed`, {
      number,
    });
  }
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(encoded);
  } catch (cause) {
    throw new NoteError(
      "CONTRACTS_NOTE_SIGNATURE_LINE",
      `signature line ${number} is not base64`,
      { number },
      { cause },
    );
  }
  if (bytes.length < 5) {
    throw new NoteError("CONTRACTS_NOTE_SIGNATURE_LINE", `signature line ${number} is too short`, {
      number,
    });
  }
  return {
    keyName: name,
    keyHash: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0),
    signature: bytes.slice(4),
  };
}

/** The format allows no ASCII control character but the newline. */
function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 && unit !== 0x0a) return true;
  }
  return false;
}

/** Splits a signed note; checks form only. Throws NoteError. */
export function parseNote(text: string): SignedNote {
  if (text.length > maxBytes) {
    throw new NoteError(
      "CONTRACTS_NOTE_SIZE",
      `a note of ${text.length} characters exceeds ${maxBytes}`,
    );
  }
  // The last blank line parts text and signatures.
  const at = text.lastIndexOf("\n\n");
  if (at < 0 || !text.endsWith("\n") || hasControl(text) || !text.isWellFormed()) {
    throw new NoteError(
      "CONTRACTS_NOTE_FORM",
      "a signed note is text, a blank line and signature lines",
    );
  }
  const lines = text.slice(at + 2, -1).split("\n");
  if (lines.length > maxSignatures || lines[0] === "") {
    throw new NoteError(
      "CONTRACTS_NOTE_FORM",
      `a signed note has 1 to ${maxSignatures} signatures`,
    );
  }
  return {
    text: text.slice(0, at + 1),
    signatures: lines.map((line, i) => parseSignature(line, i + 1)),
  };
}
