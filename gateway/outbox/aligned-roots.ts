// Roots of the fewest aligned subtrees that cover a run of leaves, grown leaf by leaf: what a gap
// record carries in place of the leaves it dropped (docs/formats/record.md, gap).
// Invariant: siblings never stand side by side unmerged, so this is coveringSubtrees(from, to).
import type { Sha256 } from "#contracts/hashing.ts";
import { type Hash, nodeHash } from "#contracts/merkle.ts";
import type { SubtreeRoot } from "#contracts/record.ts";

export class AlignedRoots {
  readonly from: number;
  readonly #sha256: Sha256;
  readonly #roots: SubtreeRoot[];
  #to: number;

  constructor(
    sha256: Sha256,
    run: { readonly from: number; readonly to: number; readonly roots: readonly SubtreeRoot[] },
  ) {
    this.#sha256 = sha256;
    this.from = run.from;
    this.#to = run.to;
    this.#roots = [...run.roots];
  }

  get to(): number {
    return this.#to;
  }

  get roots(): readonly SubtreeRoot[] {
    return this.#roots;
  }

  /** Adds leaf number `to`. */
  append(leaf: Hash): void {
    let node: SubtreeRoot = { level: 0, index: this.#to, hash: leaf };
    for (;;) {
      const left = this.#roots.at(-1);
      const siblings =
        left !== undefined &&
        left.level === node.level &&
        left.index % 2 === 0 &&
        left.index + 1 === node.index;
      if (!siblings) break;
      this.#roots.pop();
      node = {
        level: node.level + 1,
        index: left.index / 2,
        hash: nodeHash(this.#sha256, left.hash, node.hash),
      };
    }
    this.#roots.push(node);
    this.#to += 1;
  }
}
