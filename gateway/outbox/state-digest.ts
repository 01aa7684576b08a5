// The row of state is the only copy of the cursors: a cursor that a failing disk moved would let records go
// that nobody has. So the row carries the SHA-256 of its fields.
import type { DatabaseSync } from "node:sqlite";
import { encodeUtf8, toHex } from "#contracts/bytes.ts";
import type { Sha256 } from "#contracts/hashing.ts";

/** Fields of the row in the order in which they are hashed. */
const fields = [
  "public_key",
  "size",
  "roots",
  "oldest",
  "held_bytes",
  "acknowledged",
  "gap",
  "gap_sequence",
  "clock_state",
  "bd_seq",
  "cosigned",
] as const;

export type StateRow = { readonly [field in (typeof fields)[number]]: unknown };

export function stateDigest(row: StateRow, sha256: Sha256): Uint8Array {
  const values = fields.map((field) => {
    const value = row[field];
    return value instanceof Uint8Array ? toHex(value) : value;
  });
  return sha256(encodeUtf8(JSON.stringify(values)));
}

/** Writes the digest of the row as it stands; nothing where there is no row. */
export function sealState(db: DatabaseSync, sha256: Sha256): void {
  const row = db.prepare("SELECT * FROM state WHERE id = 1").get();
  if (row === undefined) return;
  const digest = stateDigest(row as StateRow, sha256);
  db.prepare("UPDATE state SET digest = ? WHERE id = 1").run(digest);
}
