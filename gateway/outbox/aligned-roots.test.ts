import fc from "fast-check";
import { expect, test } from "vitest";
import { coveringSubtrees, Frontier, rootOf } from "#contracts/merkle.ts";
import { sha256 } from "../evidence/digest.ts";
import { AlignedRoots } from "./aligned-roots.ts";

const leaves = Array.from({ length: 300 }, (_, i) => sha256(Uint8Array.of(i & 0xff, i >> 8)));

test("grown in any portions it is the least aligned cover, and the tree's root stays the same", () => {
  fc.assert(
    fc.property(fc.nat(299), fc.nat(299), fc.nat(299), (a, b, c) => {
      const [from, middle, to] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
      const first = new AlignedRoots(sha256, { from, to: from, roots: [] });
      for (const leaf of leaves.slice(from, middle)) first.append(leaf);
      const grown = new AlignedRoots(sha256, { from, to: first.to, roots: first.roots });
      for (const leaf of leaves.slice(middle, to)) grown.append(leaf);
      expect(grown.roots.map(({ level, index }) => ({ level, index }))).toEqual(
        coveringSubtrees(from, to),
      );
      const tree = new Frontier(sha256);
      for (const leaf of leaves.slice(0, from)) tree.append(leaf);
      for (const { level, hash } of grown.roots) tree.appendSubtree(level, hash);
      for (const leaf of leaves.slice(to)) tree.append(leaf);
      expect(tree.root()).toEqual(rootOf(sha256, leaves));
    }),
    { seed: 2, numRuns: 100 },
  );
});
