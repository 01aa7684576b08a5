// What the outbox lets go: first delivered records beyond the history's size; only when undelivered ones
// alone exceed the cap, the oldest run of those, in exchange for the subtree roots of a gap record.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { sameBytes } from "#contracts/bytes.ts";
import type { Sha256 } from "#contracts/hashing.ts";
import { leafHash } from "#contracts/merkle.ts";
import type { GapRecord } from "#contracts/record.ts";
import { AlignedRoots } from "./aligned-roots.ts";
import type { LogState } from "./log-state.ts";
import { outboxDamage } from "./sqlite-failure.ts";

/** Cost of a row besides its bytes: leaf, header, its share of the tree of pages. */
export const rowOverhead = 64;

/** Records go in portions, so that neither every commit deletes nor one commit deletes for seconds. */
function portion(cap: number): number {
  return Math.min(cap / 16, 8 << 20);
}

export class Retention {
  readonly #file: string;
  readonly #sha256: Sha256;
  readonly #sizes: StatementSync;
  readonly #rows: StatementSync;
  readonly #delete: StatementSync;

  constructor(db: DatabaseSync, file: string, sha256: Sha256) {
    this.#file = file;
    this.#sha256 = sha256;
    this.#sizes = db.prepare(
      `SELECT sequence, length(bytes) AS length FROM record
       WHERE sequence >= ? AND sequence < ? ORDER BY sequence`,
    );
    this.#rows = db.prepare(
      "SELECT sequence, leaf, bytes FROM record WHERE sequence >= ? AND sequence < ? ORDER BY sequence",
    );
    this.#delete = db.prepare("DELETE FROM record WHERE sequence < ?");
  }

  #release(state: LogState, to: number, bytes: number): void {
    this.#delete.run(to);
    state.oldest = to;
    state.heldBytes -= bytes;
  }

  /**
   * Deletes delivered records, oldest first, until at most `limit` bytes are held. None goes while a gap
   * record is on its way: should it be dropped too, the next one has to begin where it began.
   */
  trimDelivered(state: LogState, limit: number): void {
    if (state.gap !== undefined || state.heldBytes <= limit) return;
    const target = limit - portion(limit);
    let freed = 0;
    let to = state.oldest;
    for (const row of this.#sizes.iterate(state.oldest, state.acknowledged)) {
      if (state.heldBytes - freed <= target) break;
      freed += Number(row.length) + rowOverhead;
      to = Number(row.sequence) + 1;
    }
    if (to > state.oldest) this.#release(state, to, freed);
  }

  /**
   * Deletes the oldest records until at most `limit` bytes are held, and tells which gap record must stand
   * for them. A range dropped before becomes part of the new one while the record that spoke of it is on
   * its way, because that may be among those dropped now.
   */
  dropUndelivered(state: LogState, limit: number, now: number): GapRecord | undefined {
    if (state.heldBytes <= limit) return undefined;
    const target = limit - portion(limit);
    const from = state.oldest;
    const roots = new AlignedRoots(
      this.#sha256,
      state.gap?.record.to === from ? state.gap.record : { from, to: from, roots: [] },
    );
    let freed = 0;
    for (const row of this.#rows.iterate(from, state.frontier.size)) {
      if (state.heldBytes - freed <= target) break;
      if (Number(row.sequence) !== roots.to) {
        throw outboxDamage(this.#file, `record ${roots.to} is missing within the log`);
      }
      freed += (row.bytes as Uint8Array).length + rowOverhead;
      roots.append(this.#leafOf(row.leaf as Uint8Array, row.bytes as Uint8Array));
    }
    this.#release(state, roots.to, freed);
    const gap = { from: roots.from, to: roots.to, roots: roots.roots };
    return { kind: "gap", gatewayTime: now, reason: "outbox-full", ...gap };
  }

  /** The leaf from the bytes; where these were damaged on disk, the leaf that the log was built with. */
  #leafOf(stored: Uint8Array, bytes: Uint8Array): Uint8Array {
    const leaf = leafHash(this.#sha256, bytes);
    return sameBytes(leaf, stored) ? leaf : stored.slice();
  }
}
