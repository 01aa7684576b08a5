// A gap record can be trusted with the tree only if its roots are exactly the aligned subtrees that
// cover its range, and if it stands behind what it declares.
import { coveringSubtrees } from "#contracts/merkle.ts";
import type { GapRecord } from "#contracts/record.ts";

export function isConsistentGap(gap: GapRecord, sequence: number): boolean {
  if (gap.from >= gap.to || gap.to > sequence) return false;
  const expected = coveringSubtrees(gap.from, gap.to);
  return (
    expected.length === gap.roots.length &&
    expected.every((subtree, i) => {
      const root = gap.roots[i];
      return root !== undefined && root.level === subtree.level && root.index === subtree.index;
    })
  );
}
