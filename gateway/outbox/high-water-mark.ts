// How far the log has ever come, kept beside the outbox: SQLite drops the end of a damaged or missing
// write-ahead log without a word, and a log that went back would give numbers away twice, which is a fork.
// Two slots, written in turn after every commit; not fsynced, because a mark that lags refuses nothing wrongly.
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { encodeUtf8, toHex } from "#contracts/bytes.ts";
import type { Sha256 } from "#contracts/hashing.ts";
import type { LogState } from "./log-state.ts";
import { outboxDamage, outboxRewound } from "./sqlite-failure.ts";

/** A block of most disks: a slot is torn or whole. */
const slotBytes = 4096;
const digestChars = 64;

export type Mark = {
  /** Raw key of the log, 64 hex digits. */
  readonly publicKey: string;
  /** Records committed. */
  readonly size: number;
  /** Root over them, 64 hex digits. */
  readonly root: string;
  /** Newest signed checkpoint, for whoever cannot open the outbox; null before the first. */
  readonly checkpoint: string | null;
};

export function markOf(
  { publicKey, frontier }: Pick<LogState, "publicKey" | "frontier">,
  checkpoint: string | null,
): Mark {
  const root = toHex(frontier.root());
  return { publicKey: toHex(publicKey), size: frontier.size, root, checkpoint };
}

function lineOf(mark: Mark, sha256: Sha256): string {
  const text = JSON.stringify(mark);
  return `${toHex(sha256(encodeUtf8(text)))} ${text}\n`;
}

function readSlot(slot: Buffer, sha256: Sha256): Mark | undefined {
  const [line = ""] = slot.toString("utf8").split("\n", 1);
  const text = line.slice(digestChars + 1);
  if (
    text === "" ||
    toHex(sha256(encodeUtf8(text.toWellFormed()))) !== line.slice(0, digestChars)
  ) {
    return undefined;
  }
  return JSON.parse(text) as Mark;
}

/** The higher of the two slots that are whole; undefined when there is none, or no file. */
export function readMark(file: string, sha256: Sha256): Mark | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  return [0, slotBytes]
    .map((at) => readSlot(bytes.subarray(at, at + slotBytes), sha256))
    .filter((mark) => mark !== undefined)
    .toSorted((a, b) => b.size - a.size)[0];
}

/**
 * A log never goes back behind what was committed once; a mark of another log says nothing of this one.
 * Throws GATEWAY_OUTBOX_REWOUND, GATEWAY_OUTBOX_CORRUPT.
 */
export function checkAgainstMark(mark: Mark | undefined, found: Mark, file: string): void {
  if (mark === undefined || mark.publicKey !== found.publicKey) return;
  if (mark.size > found.size) throw outboxRewound(file, found.size, mark.size);
  if (mark.size === found.size && mark.root !== found.root) {
    throw outboxDamage(file, `its first ${mark.size} records are not those committed before`);
  }
}

export class HighWaterMark {
  readonly #sha256: Sha256;
  #handle: number | undefined;
  #turn = 0;

  constructor(file: string, sha256: Sha256) {
    this.#sha256 = sha256;
    try {
      const handle = openSync(file, existsSync(file) ? "r+" : "wx+", 0o600);
      this.#handle = handle;
      // Whole from the beginning and written in place, so that a full disk does not stop it later.
      if (fstatSync(handle).size < 2 * slotBytes) writeSync(handle, " ".repeat(2 * slotBytes), 0);
    } catch {
      // As in write().
    }
  }

  /** Never throws: a mark that was not written only guards less. */
  write(mark: Mark): void {
    const line = lineOf(mark, this.#sha256);
    if (this.#handle === undefined || Buffer.byteLength(line) > slotBytes) return;
    try {
      writeSync(this.#handle, line, this.#turn * slotBytes);
      this.#turn = 1 - this.#turn;
    } catch {
      // A full or failing disk: the outbox itself says so.
    }
  }

  close(): void {
    if (this.#handle === undefined) return;
    try {
      fsyncSync(this.#handle);
    } catch {
      // As above.
    }
    closeSync(this.#handle);
    this.#handle = undefined;
  }
}
