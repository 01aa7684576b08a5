// The Merkle tree of one log, rebuilt from what is durable: leaves in sequence order, subtree roots
// where a gap record declares that leaves were dropped.
// Leaves that come early wait in the window; those that fall out of it are read again from the journal.
import { Frontier, type Hash } from "#contracts/merkle.ts";
import type { GapRecord } from "#contracts/record.ts";
import type { LeafWindow } from "../ledger/leaf-window.ts";
import { sha256 } from "./node-crypto.ts";

/** A state every so many leaves, so that the root at a recent size can be computed. */
const snapshotEvery = 256;
const maxSnapshots = 256;
const maxGaps = 10_000;

type Snapshot = ReturnType<Frontier["state"]>;

export class RebuiltLog {
  readonly #window: LeafWindow;
  readonly #isDurable: (sequence: number) => boolean;
  #frontier = new Frontier(sha256);
  #snapshots: Snapshot[] = [this.#frontier.state()];
  readonly #gaps = new Map<number, GapRecord>();
  #behind = false;

  /** @param isDurable says whether a record of this sequence is journalled. */
  constructor(window: LeafWindow, isDurable: (sequence: number) => boolean) {
    this.#window = window;
    this.#isDurable = isDurable;
  }

  /** Leaves below are all in the tree. */
  get size(): number {
    return this.#frontier.size;
  }

  /** True when the next leaf is durable but no longer at hand: read the journal and call supply(). */
  get behind(): boolean {
    return this.#behind;
  }

  root(): Hash {
    return this.#frontier.root();
  }

  /** A record became durable; its leaf is already in the window. */
  added(sequence: number, leaf: Hash): void {
    if (sequence !== this.#frontier.size) {
      if (sequence > this.#frontier.size) this.#drain();
      return;
    }
    this.#append(leaf.slice());
    this.#drain();
  }

  /** Leaves read again from the journal, by sequence. Returns true when the tree grew. */
  supply(leaves: ReadonlyMap<number, Hash>): boolean {
    const before = this.size;
    for (let leaf = leaves.get(this.size); leaf !== undefined; leaf = leaves.get(this.size)) {
      this.#append(leaf);
      this.#closeGap();
    }
    this.#drain();
    return this.size > before;
  }

  /** The leaves [from, to) will never come; their roots stand in for them. */
  addGap(gap: GapRecord): void {
    if (gap.to <= this.size || this.#gaps.size >= maxGaps) return;
    this.#gaps.set(gap.from, gap);
    // Part of the range may have arrived before the rest was dropped: go back to where it begins.
    if (gap.from < this.size) this.#rewind(gap.from);
    this.#drain();
  }

  /** Root of the first `size` leaves; undefined when that size lies ahead or too far back. */
  rootAt(size: number): Hash | undefined {
    if (size === this.size) return this.root();
    if (size > this.size) return undefined;
    const frontier = this.#frontierTowards(size);
    return frontier.size === size ? frontier.root() : undefined;
  }

  #drain(): void {
    for (;;) {
      this.#closeGap();
      const leaf = this.#window.get(this.size);
      if (leaf === undefined) break;
      this.#append(leaf.slice());
    }
    this.#behind = this.#isDurable(this.size);
  }

  #append(leaf: Hash): void {
    this.#frontier.append(leaf);
    if (this.#frontier.size % snapshotEvery === 0) this.#snapshot();
  }

  #closeGap(): void {
    for (let gap = this.#gaps.get(this.size); gap !== undefined; gap = this.#gaps.get(this.size)) {
      this.#gaps.delete(gap.from);
      for (const { level, hash } of gap.roots) this.#frontier.appendSubtree(level, hash);
      this.#snapshot();
    }
  }

  #snapshot(): void {
    this.#snapshots.push(this.#frontier.state());
    // The empty tree stays: from there everything can be read again.
    if (this.#snapshots.length > maxSnapshots) this.#snapshots.splice(1, 1);
  }

  /** The tree at this size, or as far below it as the leaves at hand reach. */
  #frontierTowards(size: number): Frontier {
    const from = this.#snapshots.findLast((snapshot) => snapshot.size <= size);
    const frontier = from === undefined ? new Frontier(sha256) : Frontier.restore(sha256, from);
    while (frontier.size < size) {
      const leaf = this.#window.get(frontier.size);
      if (leaf === undefined) break;
      frontier.append(leaf.slice());
    }
    return frontier;
  }

  /** Goes back to this size; what lies between an earlier snapshot and it may have to be read again. */
  #rewind(size: number): void {
    this.#frontier = this.#frontierTowards(size);
    this.#snapshots = this.#snapshots.filter((snapshot) => snapshot.size <= size);
  }
}
