// The outbox's one row of state: the tree's right edge and the cursors. Written in the same transaction
// as the records it speaks of, and checked against them when the file is opened.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { sameBytes } from "#contracts/bytes.ts";
import type { Sha256 } from "#contracts/hashing.ts";
import { coveringSubtrees, Frontier, type Hash, leafHash, rootOf } from "#contracts/merkle.ts";
import { type ClockState, clockStates, type GapRecord } from "#contracts/record.ts";
import { decodeRecord, encodeRecord } from "#contracts/record-bytes.ts";
import { outboxDamage } from "./sqlite-failure.ts";
import { type StateRow, stateDigest } from "./state-digest.ts";

export type LogState = {
  publicKey: Uint8Array;
  readonly frontier: Frontier;
  /** Lowest sequence still held; equals the size when nothing is held. */
  oldest: number;
  heldBytes: number;
  /** Every record below is durable at the host. */
  acknowledged: number;
  /** The newest gap record, until the host has it: its roots stand nowhere else. */
  gap: { readonly record: GapRecord; readonly sequence: number } | undefined;
  clockState: ClockState;
  bdSeq: number | undefined;
  cosigned: string | undefined;
};

/** A copy to work on. */
export function draftOf(state: LogState, sha256: Sha256): LogState {
  return { ...state, frontier: Frontier.restore(sha256, state.frontier.state()) };
}

/** The tail is hashed again at opening, up to so many records. */
const tailRecords = 1024;

function joinRoots(roots: readonly Hash[]): Uint8Array {
  const bytes = new Uint8Array(roots.length * 32);
  roots.forEach((root, i) => {
    bytes.set(root, i * 32);
  });
  return bytes;
}

function splitRoots(bytes: Uint8Array): Hash[] {
  return Array.from({ length: bytes.length / 32 }, (_, i) => bytes.slice(i * 32, i * 32 + 32));
}

function restoreGap(bytes: unknown, sequence: unknown): LogState["gap"] {
  if (!(bytes instanceof Uint8Array)) return undefined;
  const record = decodeRecord(bytes);
  return record.kind === "gap" ? { record, sequence: Number(sequence) } : undefined;
}

/** Reads the row and checks it against the records. Throws GATEWAY_OUTBOX_CORRUPT. */
export function loadState(db: DatabaseSync, file: string, sha256: Sha256): LogState {
  const row = db.prepare("SELECT * FROM state WHERE id = 1").get();
  if (row === undefined) throw outboxDamage(file, "the row of state is missing");
  if (!sameBytes(stateDigest(row as StateRow, sha256), row.digest as Uint8Array)) {
    throw outboxDamage(file, "the row of state does not agree with its digest");
  }
  const held = db.prepare("SELECT min(sequence) AS low, max(sequence) AS high FROM record").get();
  const size = Number(row.size);
  const oldest = Number(row.oldest);
  const low = held?.low ?? size;
  const next = Number(held?.high ?? size - 1) + 1;
  if (next !== size || low !== oldest) {
    throw outboxDamage(file, `it holds records ${low}-${next}, its state says ${oldest}-${size}`);
  }
  let frontier: Frontier;
  let gap: LogState["gap"];
  try {
    frontier = Frontier.restore(sha256, { size, roots: splitRoots(row.roots as Uint8Array) });
    gap = restoreGap(row.gap, row.gap_sequence);
  } catch (cause) {
    throw outboxDamage(file, `its tree cannot be restored: ${String(cause)}`);
  }
  checkTail(db, file, sha256, frontier, oldest);
  return {
    publicKey: (row.public_key as Uint8Array).slice(),
    frontier,
    oldest,
    heldBytes: Number(row.held_bytes),
    acknowledged: Number(row.acknowledged),
    gap,
    clockState: clockStates.find((state) => state === row.clock_state) ?? "unknown",
    bdSeq: row.bd_seq === null ? undefined : Number(row.bd_seq),
    cosigned: row.cosigned === null ? undefined : String(row.cosigned),
  };
}

/** Recomputes the last subtree roots from the held bytes, as far as they are small and held. */
function checkTail(
  db: DatabaseSync,
  file: string,
  sha256: Sha256,
  frontier: Frontier,
  oldest: number,
): void {
  const { size, roots } = frontier.state();
  const read = db.prepare(
    "SELECT leaf, bytes FROM record WHERE sequence >= ? AND sequence < ? ORDER BY sequence",
  );
  coveringSubtrees(0, size).forEach(({ level, index }, i) => {
    const width = 2 ** level;
    const from = index * width;
    if (from < oldest || from < size - tailRecords) return;
    const leaves: Hash[] = [];
    for (const row of read.iterate(from, from + width)) {
      const bytes = row.bytes as Uint8Array;
      // An emptied row stands for a record that was declared unreadable; its leaf stays.
      leaves.push(bytes.length === 0 ? (row.leaf as Uint8Array) : leafHash(sha256, bytes));
    }
    const root = roots[i];
    const agrees =
      root !== undefined && leaves.length === width && sameBytes(rootOf(sha256, leaves), root);
    if (!agrees) {
      throw outboxDamage(file, `records ${from}-${from + width} do not agree with the log's tree`);
    }
  });
}

/** The statement that writes the row, and how a state is bound to it. */
export function prepareSave(db: DatabaseSync, sha256: Sha256): (state: LogState) => void {
  const save: StatementSync = db.prepare(
    `UPDATE state SET public_key = ?, size = ?, roots = ?, oldest = ?, held_bytes = ?, acknowledged = ?,
     gap = ?, gap_sequence = ?, clock_state = ?, bd_seq = ?, cosigned = ?, digest = ? WHERE id = 1`,
  );
  return (state) => {
    const { size, roots } = state.frontier.state();
    const row = {
      public_key: state.publicKey,
      size,
      roots: joinRoots(roots),
      oldest: state.oldest,
      held_bytes: state.heldBytes,
      acknowledged: state.acknowledged,
      gap: state.gap === undefined ? null : encodeRecord(state.gap.record),
      gap_sequence: state.gap?.sequence ?? null,
      clock_state: state.clockState,
      bd_seq: state.bdSeq ?? null,
      cosigned: state.cosigned ?? null,
    };
    save.run(...Object.values(row), stateDigest(row, sha256));
  };
}
