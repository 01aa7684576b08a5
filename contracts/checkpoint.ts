// Checkpoint of an evidence log: C2SP tlog-checkpoint in a signed note (docs/formats/checkpoint.md).
//   <origin>\n<size>\n<base64 root>\n, then Lineproof's extension lines:
//   suite <id> · time <ms UTC> · clock <state> <offset ms> · line-model <sha256 hex> · nonce <base64>
import { encodeUtf8, fromBase64, toBase64 } from "./bytes.ts";
import { CodedError } from "./errors.ts";
import type { Sha256, Sign, VerifySignature } from "./hashing.ts";
import { type Suite, suites } from "./log-id.ts";
import { type ClockState, clockStates } from "./record.ts";
import { formatNote, noteKeyHash, noteKeyType, parseNote, type SignedNote } from "./signed-note.ts";

export type CheckpointErrorCode =
  | "CONTRACTS_CHECKPOINT_FORM"
  | "CONTRACTS_CHECKPOINT_SIZE"
  | "CONTRACTS_CHECKPOINT_ROOT"
  | "CONTRACTS_CHECKPOINT_EXTENSION"
  | "CONTRACTS_CHECKPOINT_ORIGIN"
  | "CONTRACTS_CHECKPOINT_SIGNATURE";

export class CheckpointError extends CodedError<CheckpointErrorCode> {}

export type Checkpoint = {
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  readonly root: Uint8Array;
  readonly suite: Suite;
  /** Gateway time of signing, ms UTC. */
  readonly time: number;
  readonly clock: { readonly state: ClockState; readonly offsetMs: number };
  /** SHA-256 of the line model in force, 64 hex digits. */
  readonly lineModel?: string;
  /** A visitor's nonce, base64: shows that the log was alive at the visit. */
  readonly nonce?: string;
};

/** The text that is signed. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const lines = [
    checkpoint.origin,
    String(checkpoint.size),
    toBase64(checkpoint.root),
    `suite ${checkpoint.suite}`,
    `time ${checkpoint.time}`,
    `clock ${checkpoint.clock.state} ${checkpoint.clock.offsetMs}`,
  ];
  if (checkpoint.lineModel !== undefined) lines.push(`line-model ${checkpoint.lineModel}`);
  if (checkpoint.nonce !== undefined) lines.push(`nonce ${checkpoint.nonce}`);
  return `${lines.join("\n")}\n`;
}

/** Signed note of a checkpoint; the key name is the origin. */
export function signCheckpoint(
  checkpoint: Checkpoint,
  key: { publicKey: Uint8Array; sign: Sign; sha256: Sha256 },
): string {
  const text = formatCheckpoint(checkpoint);
  const keyHash = noteKeyHash(key.sha256, checkpoint.origin, noteKeyType.ed25519, key.publicKey);
  const signature = key.sign(encodeUtf8(text));
  return formatNote({ text, signatures: [{ keyName: checkpoint.origin, keyHash, signature }] });
}

function decimal(text: string | undefined, code: CheckpointErrorCode, what: string): number {
  const value = Number(text);
  if (text === undefined || !/^(?:0|-?[1-9][0-9]*)$/.test(text) || !Number.isSafeInteger(value)) {
    throw new CheckpointError(code, `${what} ${JSON.stringify(text ?? "")} is no whole number`);
  }
  return value;
}

function isBase64(text: string): boolean {
  try {
    return fromBase64(text).length > 0;
  } catch {
    return false;
  }
}

function parseExtensions(lines: readonly string[]): Omit<Checkpoint, "origin" | "size" | "root"> {
  const found = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf(" ");
    const key = line.slice(0, at);
    if (at < 1 || found.has(key)) {
      throw new CheckpointError(
        "CONTRACTS_CHECKPOINT_EXTENSION",
        `extension line ${JSON.stringify(line)}`,
      );
    }
    found.set(key, line.slice(at + 1));
  }
  const suite = suites.find((id) => id === found.get("suite"));
  const [state, offset, ...more] = (found.get("clock") ?? "").split(" ");
  const clockState = clockStates.find((id) => id === state);
  if (suite === undefined || clockState === undefined || more.length > 0) {
    throw new CheckpointError(
      "CONTRACTS_CHECKPOINT_EXTENSION",
      "suite or clock line is missing or unknown",
    );
  }
  const lineModel = found.get("line-model");
  const nonce = found.get("nonce");
  if (lineModel !== undefined && !/^[0-9a-f]{64}$/.test(lineModel)) {
    throw new CheckpointError(
      "CONTRACTS_CHECKPOINT_EXTENSION",
      `line-model ${JSON.stringify(lineModel)} is no SHA-256 in lower-case hex`,
    );
  }
  if (nonce !== undefined && !isBase64(nonce)) {
    throw new CheckpointError(
      "CONTRACTS_CHECKPOINT_EXTENSION",
      `nonce ${JSON.stringify(nonce)} is not base64`,
    );
  }
  return {
    suite,
    time: decimal(found.get("time"), "CONTRACTS_CHECKPOINT_EXTENSION", "time"),
    clock: {
      state: clockState,
      offsetMs: decimal(offset, "CONTRACTS_CHECKPOINT_EXTENSION", "clock offset"),
    },
    ...(lineModel === undefined ? {} : { lineModel }),
    ...(nonce === undefined ? {} : { nonce }),
  };
}

/** Origin, size and root of any C2SP checkpoint text; further lines are returned unread. */
export function parseCheckpointHead(text: string): {
  origin: string;
  size: number;
  root: Uint8Array;
  extensions: string[];
} {
  const lines = text.split("\n");
  const [origin, size, root, ...rest] = lines;
  if (!text.endsWith("\n") || !origin || lines.length < 4 || rest.slice(0, -1).includes("")) {
    throw new CheckpointError(
      "CONTRACTS_CHECKPOINT_FORM",
      "a checkpoint is origin, size and root, a line each",
    );
  }
  const leaves = decimal(size, "CONTRACTS_CHECKPOINT_SIZE", "size");
  if (leaves < 0)
    throw new CheckpointError("CONTRACTS_CHECKPOINT_SIZE", `size ${leaves} is negative`);
  let hash: Uint8Array;
  try {
    hash = fromBase64(root ?? "");
  } catch (cause) {
    throw new CheckpointError("CONTRACTS_CHECKPOINT_ROOT", "root is not base64", {}, { cause });
  }
  if (hash.length !== 32) {
    throw new CheckpointError("CONTRACTS_CHECKPOINT_ROOT", `root has ${hash.length} bytes, not 32`);
  }
  return { origin, size: leaves, root: hash, extensions: rest.slice(0, -1) };
}

/** Parses the text of a Lineproof checkpoint. Throws CheckpointError; checks no signature. */
export function parseCheckpoint(text: string): Checkpoint {
  const { origin, size, root, extensions } = parseCheckpointHead(text);
  return { origin, size, root, ...parseExtensions(extensions) };
}

/**
 * True when the note is signed by this Ed25519 key under this name. A second line by the same key
 * that does not verify spoils the note (C2SP signed-note, verification).
 */
export function hasSignature(
  note: SignedNote,
  name: string,
  publicKey: Uint8Array,
  crypto: { sha256: Sha256; verify: VerifySignature },
): boolean {
  const keyHash = noteKeyHash(crypto.sha256, name, noteKeyType.ed25519, publicKey);
  const message = encodeUtf8(note.text);
  const own = note.signatures.filter((line) => line.keyName === name && line.keyHash === keyHash);
  return (
    own.length > 0 &&
    own.every(
      ({ signature }) => signature.length === 64 && crypto.verify(publicKey, message, signature),
    )
  );
}

/**
 * The checkpoint of a signed note whose signature is by the log's own key.
 * Throws CONTRACTS_CHECKPOINT_ORIGIN or _SIGNATURE when it is another's.
 */
export function openCheckpoint(
  text: string,
  log: { origin: string; publicKey: Uint8Array },
  crypto: { sha256: Sha256; verify: VerifySignature },
): Checkpoint {
  const note = parseNote(text);
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== log.origin) {
    throw new CheckpointError(
      "CONTRACTS_CHECKPOINT_ORIGIN",
      `checkpoint of ${checkpoint.origin}, expected ${log.origin}`,
      { origin: checkpoint.origin, expected: log.origin },
    );
  }
  if (!hasSignature(note, log.origin, log.publicKey, crypto)) {
    throw new CheckpointError(
      "CONTRACTS_CHECKPOINT_SIGNATURE",
      `no valid signature by ${log.origin}`,
      {
        origin: log.origin,
      },
    );
  }
  return checkpoint;
}
