// A row whose bytes and leaf disagree: one of them was changed by the disk. The tree's right edge knows which, as
// long as all leaves of the subtree are held: bytes that fit it are right, and only their leaf was damaged.
// Declaring such a record lost would put a wrong root into a gap record, and the host would see a fork.
import type { DatabaseSync } from "node:sqlite";
import { sameBytes } from "#contracts/bytes.ts";
import type { Sha256 } from "#contracts/hashing.ts";
import { coveringSubtrees, type Frontier, leafHash, rootOf } from "#contracts/merkle.ts";

import { transaction } from "./database.ts";

/** Leaves that are read at most: some tens of milliseconds. */
const mostLeaves = 1 << 16;

/** Writes the leaf of a record whose bytes the tree proves right. False: nothing was changed. */
export function mendLeaf(
  db: DatabaseSync,
  sha256: Sha256,
  log: { readonly frontier: Frontier; readonly oldest: number },
  sequence: number,
): boolean {
  try {
    const leaf = leafByTree(db, sha256, log, sequence);
    if (leaf === undefined) return false;
    transaction(db, () => {
      db.prepare("UPDATE record SET leaf = ? WHERE sequence = ?").run(leaf, sequence);
    });
    return true;
  } catch {
    // The disk refuses: it is mended another time.
    return false;
  }
}

/** The leaf that the record should have; undefined when its bytes are wrong, or nobody can tell. */
function leafByTree(
  db: DatabaseSync,
  sha256: Sha256,
  log: { readonly frontier: Frontier; readonly oldest: number },
  sequence: number,
): Uint8Array | undefined {
  const { size, roots } = log.frontier.state();
  const place = coveringSubtrees(0, size).findIndex(
    ({ level, index }) => sequence < (index + 1) * 2 ** level,
  );
  const subtree = coveringSubtrees(0, size)[place];
  const root = roots[place];
  if (subtree === undefined || root === undefined) return undefined;
  const width = 2 ** subtree.level;
  const from = subtree.index * width;
  if (from < log.oldest || width > mostLeaves) return undefined;
  const row = db.prepare("SELECT bytes FROM record WHERE sequence = ?").get(sequence);
  const candidate = leafHash(sha256, row?.bytes as Uint8Array);
  const leaves = db
    .prepare("SELECT leaf FROM record WHERE sequence >= ? AND sequence < ? ORDER BY sequence")
    .all(from, from + width)
    .map(({ leaf }) => leaf as Uint8Array);
  leaves[sequence - from] = candidate;
  const fits = leaves.length === width && sameBytes(rootOf(sha256, leaves), root);
  return fits ? candidate : undefined;
}
