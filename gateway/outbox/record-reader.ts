// Reads records back. Every row is compared with its leaf, and numbers stand without a hole: what a failing
// disk changed is told, never handed out.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { sameBytes } from "#contracts/bytes.ts";
import type { Sha256 } from "#contracts/hashing.ts";
import { leafHash } from "#contracts/merkle.ts";
import { outboxDamage, outboxFailure } from "./sqlite-failure.ts";

export type StoredRecord = {
  readonly sequence: number;
  /** Canonical bytes; null when they no longer agree with the log's leaf. */
  readonly bytes: Uint8Array | null;
};

export class RecordReader {
  readonly #file: string;
  readonly #sha256: Sha256;
  readonly #rows: StatementSync;

  constructor(db: DatabaseSync, file: string, sha256: Sha256) {
    this.#file = file;
    this.#sha256 = sha256;
    this.#rows = db.prepare(
      `SELECT sequence, leaf, bytes FROM record
       WHERE sequence >= ? AND sequence < ? ORDER BY sequence`,
    );
  }

  /**
   * Records of [from, to), all of which are held, in order: at most `count`, and no further one once `bytes`
   * are reached. Records already declared unreadable are left out. Throws GATEWAY_OUTBOX_CORRUPT.
   */
  read(from: number, to: number, count: number, bytes: number): StoredRecord[] {
    const found: StoredRecord[] = [];
    let left = bytes;
    let expected = from;
    try {
      for (const row of this.#rows.iterate(from, to)) {
        this.#expect(expected, Number(row.sequence));
        expected += 1;
        const stored = row.bytes as Uint8Array;
        if (stored.length === 0) continue;
        const intact = sameBytes(leafHash(this.#sha256, stored), row.leaf as Uint8Array);
        found.push({ sequence: Number(row.sequence), bytes: intact ? stored : null });
        left -= stored.length;
        if (found.length >= count || left <= 0) return found;
      }
      this.#expect(expected, Math.max(expected, to));
    } catch (error) {
      throw outboxFailure(error, this.#file, "GATEWAY_OUTBOX_WRITE");
    }
    return found;
  }

  #expect(expected: number, found: number): void {
    if (found === expected) return;
    throw outboxDamage(this.#file, `records ${expected}-${found} are missing within the log`);
  }
}
