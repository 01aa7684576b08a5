// Merkle tree hashing of the evidence log, RFC 9162 §2.1: leaf SHA-256(0x00 ‖ record),
// node SHA-256(0x01 ‖ left ‖ right), the left subtree the largest power of two below the size.
import type { Sha256 } from "./hashing.ts";

export type Hash = Uint8Array;

/** Hash of the empty tree: SHA-256 of nothing. */
export function emptyRoot(sha256: Sha256): Hash {
  return sha256(new Uint8Array(0));
}

export function leafHash(sha256: Sha256, record: Uint8Array): Hash {
  const data = new Uint8Array(1 + record.length);
  data.set(record, 1);
  return sha256(data);
}

export function nodeHash(sha256: Sha256, left: Hash, right: Hash): Hash {
  const data = new Uint8Array(65);
  data[0] = 1;
  data.set(left, 1);
  data.set(right, 33);
  return sha256(data);
}

/** A subtree over the leaves [index · 2^level, (index + 1) · 2^level). */
export type Subtree = { readonly level: number; readonly index: number };

/** The fewest aligned subtrees that cover the leaves [from, to), left to right; at most 2·log₂ n. */
export function coveringSubtrees(from: number, to: number): Subtree[] {
  const subtrees: Subtree[] = [];
  let at = from;
  while (at < to) {
    let level = 0;
    let width = 1;
    while (at % (width * 2) === 0 && at + width * 2 <= to) {
      width *= 2;
      level += 1;
    }
    subtrees.push({ level, index: at / width });
    at += width;
  }
  return subtrees;
}

/**
 * The right edge of a growing tree: roots of the perfect subtrees that cover all leaves,
 * largest first. Enough to append leaves and whole subtrees and to compute the root at any time.
 */
export class Frontier {
  readonly #sha256: Sha256;
  #size = 0;
  /** Roots by falling level; levels are the set bits of the size. */
  #nodes: { level: number; hash: Hash }[] = [];

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  get size(): number {
    return this.#size;
  }

  append(leaf: Hash): void {
    this.appendSubtree(0, leaf);
  }

  /**
   * Appends the root of a perfect subtree of 2^level leaves.
   * The size must be a multiple of 2^level: throws RangeError otherwise.
   */
  appendSubtree(level: number, root: Hash): void {
    if (this.#size % 2 ** level !== 0) {
      throw new RangeError(`a subtree of level ${level} cannot stand at leaf ${this.#size}`);
    }
    let node = { level, hash: root };
    let last = this.#nodes.at(-1);
    while (last !== undefined && last.level === node.level) {
      node = { level: node.level + 1, hash: nodeHash(this.#sha256, last.hash, node.hash) };
      this.#nodes.pop();
      last = this.#nodes.at(-1);
    }
    this.#nodes.push(node);
    this.#size += 2 ** level;
  }

  root(): Hash {
    if (this.#nodes.length === 0) return emptyRoot(this.#sha256);
    return this.#nodes
      .map((node) => node.hash)
      .reduceRight((right, left) => nodeHash(this.#sha256, left, right));
  }

  /** Size and node roots, largest first, to be stored and given to restore(). */
  state(): { size: number; roots: Hash[] } {
    return { size: this.#size, roots: this.#nodes.map((node) => node.hash) };
  }

  static restore(sha256: Sha256, state: { size: number; roots: readonly Hash[] }): Frontier {
    const frontier = new Frontier(sha256);
    const subtrees = coveringSubtrees(0, state.size);
    if (subtrees.length !== state.roots.length) {
      throw new RangeError(
        `size ${state.size} needs ${subtrees.length} roots, not ${state.roots.length}`,
      );
    }
    subtrees.forEach((subtree, i) => {
      frontier.appendSubtree(subtree.level, state.roots[i] as Hash);
    });
    return frontier;
  }
}

/** Root over the given leaf hashes, RFC 9162 §2.1.1. */
export function rootOf(sha256: Sha256, leaves: readonly Hash[]): Hash {
  const frontier = new Frontier(sha256);
  for (const leaf of leaves) frontier.append(leaf);
  return frontier.root();
}
