// The rebuilt tree equals the one that the gateway signed, in whatever order the leaves come.
import fc from "fast-check";
import { expect, test } from "vitest";
import { toHex } from "#contracts/bytes.ts";
import { coveringSubtrees, type Hash, leafHash, rootOf } from "#contracts/merkle.ts";
import type { GapRecord } from "#contracts/record.ts";
import { LeafWindow } from "../ledger/leaf-window.ts";
import { CheckpointBook } from "./checkpoint-book.ts";
import { isConsistentGap } from "./gap-check.ts";
import { sha256 } from "./node-crypto.ts";
import { RebuiltLog } from "./rebuilt-log.ts";

const leafOf = (i: number) => leafHash(sha256, Uint8Array.of(i & 0xff, i >> 8));
const leaves = (count: number) => Array.from({ length: count }, (_, i) => leafOf(i));

function rebuilt(capacity?: number) {
  const durable = new Set<number>();
  const window = new LeafWindow(capacity);
  const tree = new RebuiltLog(window, (sequence) => durable.has(sequence));
  const add = (sequence: number) => {
    durable.add(sequence);
    const leaf = leafOf(sequence);
    window.set(sequence, leaf);
    tree.added(sequence, leaf);
  };
  return { tree, add };
}

function gapOf(all: readonly Hash[], from: number, to: number): GapRecord {
  const roots = coveringSubtrees(from, to).map(({ level, index }) => ({
    level,
    index,
    hash: rootOf(sha256, all.slice(index * 2 ** level, (index + 1) * 2 ** level)),
  }));
  return { kind: "gap", gatewayTime: 0, from, to, reason: "outbox-full", roots };
}

const checkpoint = (size: number, root: Hash) => ({
  origin: "o",
  size,
  root,
  suite: "ed25519-sha256" as const,
  time: size,
  clock: { state: "unknown" as const, offsetMs: 0 },
});

test("any order of leaves gives the root of RFC 9162", () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...Array(40).keys()], { minLength: 40, maxLength: 40 }),
      (order) => {
        const { tree, add } = rebuilt();
        for (const sequence of order) add(sequence);
        expect(tree.size).toBe(40);
        expect(toHex(tree.root())).toBe(toHex(rootOf(sha256, leaves(40))));
      },
    ),
    { seed: 9162, numRuns: 100 },
  );
});

test("any dropped range is closed by the roots of its gap record, whenever that comes", () => {
  const all = leaves(50);
  fc.assert(
    fc.property(fc.nat(48), fc.nat(48), fc.nat(50), fc.nat(20), (a, b, when, early) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b) + 1];
      const { tree, add } = rebuilt();
      // Some of the range may have arrived before the rest was dropped.
      for (let i = from; i < Math.min(to, from + early); i++) add(i);
      for (let i = 0; i < 50; i++) {
        if (i === when) tree.addGap(gapOf(all, from, to));
        if (i < from || i >= to) add(i);
      }
      if (when === 50) tree.addGap(gapOf(all, from, to));
      expect(tree.size).toBe(50);
      expect(toHex(tree.root())).toBe(toHex(rootOf(sha256, all)));
    }),
    { seed: 41, numRuns: 300 },
  );
});

test("leaves beyond the window are asked for, and the journal's answer completes the tree", () => {
  const { tree, add } = rebuilt(1024);
  for (let i = 1; i < 3000; i++) add(i);
  add(0);
  expect(tree.behind).toBe(true);
  const all = leaves(3000);
  for (let passes = 0; tree.behind; passes++) {
    expect(passes).toBeLessThan(4);
    const from = tree.size;
    const supplied = new Map(all.slice(from, from + 1024).map((leaf, i) => [from + i, leaf]));
    expect(tree.supply(supplied)).toBe(true);
  }
  expect(tree.size).toBe(3000);
  expect(toHex(tree.root())).toBe(toHex(rootOf(sha256, all)));
});

test("after a long outage the last gap record closes the range, although the leaves before it left the window", () => {
  const { tree, add } = rebuilt(1024);
  const all = leaves(9000);
  // Numbers 10 to 39 arrived, but their acknowledgement did not: the gateway drops them too.
  for (let i = 0; i < 40; i++) add(i);
  for (let i = 6000; i < 9000; i++) {
    if (i === 7000) tree.addGap(gapOf(all, 10, 3000));
    if (i === 8000) tree.addGap(gapOf(all, 10, 5000));
    add(i);
  }
  tree.addGap(gapOf(all, 10, 6000));
  for (let passes = 0; tree.behind; passes++) {
    expect(passes).toBeLessThan(8);
    const from = tree.size;
    const supplied = new Map(all.slice(from, from + 1024).map((leaf, i) => [from + i, leaf]));
    expect(tree.supply(supplied)).toBe(true);
  }
  expect(tree.size).toBe(9000);
  expect(toHex(tree.root())).toBe(toHex(rootOf(sha256, all)));
});

test("the root at any recent size is that of the tree then", () => {
  const { tree, add } = rebuilt();
  for (let i = 0; i < 700; i++) add(i);
  for (const size of [0, 1, 255, 256, 257, 511, 699, 700]) {
    expect(toHex(tree.rootAt(size)!)).toBe(toHex(rootOf(sha256, leaves(size))));
  }
  expect(tree.rootAt(701)).toBeUndefined();
});

test("a checkpoint waits for its size, agrees or is a fork, and an old one never replaces a newer", () => {
  const { tree, add } = rebuilt();
  const book = new CheckpointBook(tree);
  const all = leaves(20);
  book.add(checkpoint(10, rootOf(sha256, all.slice(0, 10))));
  book.add(checkpoint(20, new Uint8Array(32)));
  for (let i = 0; i < 9; i++) add(i);
  expect([book.advance(), book.verified]).toEqual([0, null]);
  for (let i = 9; i < 15; i++) add(i);
  expect([book.advance(), book.verified?.size]).toEqual([0, 10]);
  book.add(checkpoint(4, rootOf(sha256, all.slice(0, 4))));
  expect(book.verified?.size).toBe(10);
  for (let i = 15; i < 20; i++) add(i);
  expect([book.advance(), book.forks, book.verified?.size]).toEqual([1, 1, 10]);
});

test.each([
  ["an empty range", { from: 3, to: 3 }],
  ["a range beyond itself", { from: 3, to: 12 }],
  ["too few roots", { roots: [] }],
])("a gap record with %s is inconsistent", (_what, change) => {
  const gap = gapOf(leaves(20), 3, 9);
  expect(isConsistentGap(gap, 10)).toBe(true);
  expect(isConsistentGap({ ...gap, ...change }, 10)).toBe(false);
});
