import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, toHex } from "./bytes.ts";
import { coveringSubtrees, emptyRoot, Frontier, leafHash, nodeHash, rootOf } from "./merkle.ts";
import type { GapRecord } from "./record.ts";
import { decodeRecord, encodeRecord } from "./record-bytes.ts";

const seed = 20261122;
const sha256 = (data: Uint8Array) => new Uint8Array(createHash("sha256").update(data).digest());
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./vectors/${name}.json`, import.meta.url), "utf8"));

const outside = read("merkle-rfc9162") as {
  vectors: { kind: string; name: string; leaves: string[]; size: number; root: string }[];
};
const leavesOf = (size: number) =>
  Array.from({ length: size }, (_, i) => leafHash(sha256, Uint8Array.of(i)));

/** RFC 9162 §2.1.1 as it is written, apart from the code under test. */
function definition(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array(0));
  if (leaves.length === 1) return leaves[0]!;
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return sha256(
    Uint8Array.from([1, ...definition(leaves.slice(0, k)), ...definition(leaves.slice(k))]),
  );
}

for (const { name, leaves, root } of outside.vectors.filter((each) => each.kind === "root")) {
  test(name, () => {
    const hashes = leaves.map((leaf) => leafHash(sha256, fromHex(leaf)));
    expect(toHex(rootOf(sha256, hashes))).toBe(root);
  });
}

test("the empty tree and one leaf", () => {
  expect(toHex(emptyRoot(sha256))).toBe(
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
  const leaf = leafHash(sha256, Uint8Array.of(1));
  expect(rootOf(sha256, [leaf])).toEqual(leaf);
});

test("leaves and nodes are hashed apart: a node's bytes as a record give another hash", () => {
  const [left, right] = leavesOf(2);
  const record = Uint8Array.from([...left!, ...right!]);
  expect(toHex(leafHash(sha256, record))).not.toBe(toHex(nodeHash(sha256, left!, right!)));
});

test("the frontier has the root of the definition at every size to 64, restored or not", () => {
  const leaves = leavesOf(64);
  const frontier = new Frontier(sha256);
  for (let size = 0; size <= 64; size++) {
    const root = toHex(definition(leaves.slice(0, size)));
    expect(frontier.size).toBe(size);
    expect(toHex(frontier.root())).toBe(root);
    expect(toHex(rootOf(sha256, leaves.slice(0, size)))).toBe(root);
    const restored = Frontier.restore(sha256, frontier.state());
    expect(toHex(restored.root())).toBe(root);
    if (size === 64) break;
    restored.append(leaves[size]!);
    frontier.append(leaves[size]!);
    expect(toHex(restored.root())).toBe(toHex(frontier.root()));
  }
});

test("restore refuses a state whose roots do not fit its size", () => {
  expect(() => Frontier.restore(sha256, { size: 3, roots: [new Uint8Array(32)] })).toThrow(
    "size 3 needs 2 roots, not 1",
  );
});

test("a subtree stands only where it is aligned", () => {
  const frontier = new Frontier(sha256);
  frontier.append(leavesOf(1)[0]!);
  expect(() => frontier.appendSubtree(1, new Uint8Array(32))).toThrow(
    "a subtree of level 1 cannot stand at leaf 1",
  );
  expect(frontier.size).toBe(1);
});

test("the subtrees of a range cover it once, in order, aligned, at most 2·log₂ n of them", () => {
  fc.assert(
    fc.property(fc.nat({ max: 5000 }), fc.nat({ max: 5000 }), (a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const subtrees = coveringSubtrees(from, to);
      let at = from;
      for (const { level, index } of subtrees) {
        expect(index * 2 ** level).toBe(at);
        at += 2 ** level;
      }
      expect(at).toBe(to);
      const bound = to === from ? 0 : Math.max(1, 2 * Math.log2(to - from));
      expect(subtrees.length).toBeLessThanOrEqual(bound + 1e-9);
    }),
    { seed, numRuns: 2000 },
  );
});

test("no cover with fewer aligned subtrees exists", () => {
  for (let from = 0; from <= 17; from++) {
    // fewest[to]: by trying every aligned subtree that ends at `to`.
    const fewest = new Map([[from, 0]]);
    for (let to = from + 1; to <= 34; to++) {
      const counts = [];
      for (let width = 1; to - width >= from; width *= 2) {
        if ((to - width) % width === 0) counts.push(fewest.get(to - width)! + 1);
      }
      fewest.set(to, Math.min(...counts));
      expect(coveringSubtrees(from, to)).toHaveLength(fewest.get(to)!);
    }
  }
});

test("covers at the end of the number range stay exact", () => {
  const end = Number.MAX_SAFE_INTEGER;
  expect(coveringSubtrees(end - 1, end)).toEqual([{ level: 0, index: end - 1 }]);
  expect(coveringSubtrees(0, end)).toHaveLength(53);
});

test("leaves replaced by the roots of their subtrees give the same root", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 130 }), fc.nat(), fc.nat(), (size, a, b) => {
      const leaves = leavesOf(size);
      const [from, to] = [a % (size + 1), b % (size + 1)].sort((x, y) => x - y) as [number, number];
      const frontier = new Frontier(sha256);
      for (const leaf of leaves.slice(0, from)) frontier.append(leaf);
      for (const { level, index } of coveringSubtrees(from, to)) {
        const own = leaves.slice(index * 2 ** level, (index + 1) * 2 ** level);
        frontier.appendSubtree(level, definition(own));
      }
      for (const leaf of leaves.slice(to)) frontier.append(leaf);
      expect(frontier.size).toBe(size);
      expect(toHex(frontier.root())).toBe(toHex(definition(leaves)));
    }),
    { seed, numRuns: 200 },
  );
});

const gaps = read("gap-record") as {
  leaves: string[];
  root: string;
  vectors: { name: string; hex: string }[];
};

for (const { name, hex } of gaps.vectors) {
  test(`the roots of ${name} reproduce the root of the log`, () => {
    const gap = decodeRecord(fromHex(hex)) as GapRecord;
    expect(gap.roots.map(({ level, index }) => ({ level, index }))).toEqual(
      coveringSubtrees(gap.from, gap.to),
    );
    const leaves = gaps.leaves.map(fromHex);
    const frontier = new Frontier(sha256);
    for (const leaf of leaves.slice(0, gap.from)) frontier.append(leaf);
    for (const root of gap.roots) frontier.appendSubtree(root.level, root.hash);
    for (const leaf of leaves.slice(gap.to)) frontier.append(leaf);
    expect(toHex(frontier.root())).toBe(gaps.root);
    // The gateway makes the same record from its leaves.
    const roots = coveringSubtrees(gap.from, gap.to).map((subtree) => {
      const width = 2 ** subtree.level;
      const own = leaves.slice(subtree.index * width, (subtree.index + 1) * width);
      return { ...subtree, hash: rootOf(sha256, own) };
    });
    expect(toHex(encodeRecord({ ...gap, roots }))).toBe(hex);
  });
}
