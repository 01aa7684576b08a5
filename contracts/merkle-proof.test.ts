import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex } from "./bytes.ts";
import { emptyRoot, leafHash, rootOf } from "./merkle.ts";
import {
  createConsistencyProof,
  createInclusionProof,
  verifyConsistency,
  verifyInclusion,
} from "./merkle-proof.ts";

type Inclusion = {
  kind: "inclusion";
  name: string;
  leafIndex: number;
  treeSize: number;
  leafHash: string;
  root: string;
  proof: string[];
  valid: boolean;
};
type Consistency = {
  kind: "consistency";
  name: string;
  size1: number;
  size2: number;
  root1: string;
  root2: string;
  proof: string[];
  valid: boolean;
};

const sha256 = (data: Uint8Array) => new Uint8Array(createHash("sha256").update(data).digest());
const { vectors } = JSON.parse(
  readFileSync(new URL("./vectors/merkle-rfc9162.json", import.meta.url), "utf8"),
) as { vectors: (Inclusion | Consistency | { kind: "root" })[] };

for (const vector of vectors) {
  if (vector.kind === "root") continue;
  test(`${vector.name}: ${vector.valid ? "accepted" : "refused"}`, () => {
    const proof = vector.proof.map(fromHex);
    const answer =
      vector.kind === "inclusion"
        ? verifyInclusion(
            sha256,
            vector.leafIndex,
            vector.treeSize,
            fromHex(vector.leafHash),
            proof,
            fromHex(vector.root),
          )
        : verifyConsistency(
            sha256,
            vector.size1,
            vector.size2,
            fromHex(vector.root1),
            fromHex(vector.root2),
            proof,
          );
    expect(answer).toBe(vector.valid);
  });
}

const largest = 64;
const leaves = Array.from({ length: largest }, (_, i) => leafHash(sha256, Uint8Array.of(i)));
const roots = Array.from({ length: largest + 1 }, (_, size) =>
  rootOf(sha256, leaves.slice(0, size)),
);

test("every leaf of every tree to 64 is proven, and no other leaf by its proof", () => {
  for (let size = 1; size <= largest; size++) {
    const tree = leaves.slice(0, size);
    for (let index = 0; index < size; index++) {
      const proof = createInclusionProof(sha256, tree, index);
      const check = (at: number, of: number, leaf = leaves[index]!, path = proof) =>
        verifyInclusion(sha256, at, of, leaf, path, roots[size]!);
      expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
      expect(check(index, size)).toBe(true);
      expect(check(index, size, leaves[(index + 1) % largest]!)).toBe(false);
      if (size > 1) expect(check((index + 1) % size, size)).toBe(false);
      expect(check(index, size, leaves[index], [...proof, leaves[0]!])).toBe(false);
      if (proof.length > 0) expect(check(index, size, leaves[index], proof.slice(1))).toBe(false);
    }
  }
});

test("every pair of sizes to 64 is consistent, and inconsistent with a wrong root", () => {
  for (let second = 0; second <= largest; second++) {
    for (let first = 0; first <= second; first++) {
      const proof = createConsistencyProof(sha256, leaves.slice(0, second), first);
      const check = (old: Uint8Array, now: Uint8Array, path = proof) =>
        verifyConsistency(sha256, first, second, old, now, path);
      const wrong = leafHash(sha256, Uint8Array.of(255));
      expect(check(roots[first]!, roots[second]!)).toBe(true);
      expect(check(wrong, roots[second]!)).toBe(false);
      // From the empty tree everything follows: there is nothing to hold the new root against.
      if (first > 0) expect(check(roots[first]!, wrong)).toBe(false);
      expect(check(roots[first]!, roots[second]!, [...proof, wrong])).toBe(false);
      if (proof.length > 0)
        expect(check(roots[first]!, roots[second]!, proof.slice(1))).toBe(false);
    }
  }
});

test("the empty tree comes before every tree, with its own root only", () => {
  expect(verifyConsistency(sha256, 0, 5, emptyRoot(sha256), roots[5]!, [])).toBe(true);
  expect(verifyConsistency(sha256, 0, 5, roots[1]!, roots[5]!, [])).toBe(false);
});

test("numbers and hashes of an attacker are answered with false, never with a throw", () => {
  const number = fc.oneof(fc.double(), fc.integer(), fc.maxSafeNat(), fc.constant(2 ** 53));
  const hash = fc.oneof(
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.uint8Array({ maxLength: 40 }),
  );
  fc.assert(
    fc.property(
      number,
      number,
      hash,
      hash,
      fc.array(hash, { maxLength: 70 }),
      (a, b, x, y, path) => {
        expect(verifyInclusion(sha256, a, b, x, path, y)).toBe(false);
        fc.pre(!(a === b && path.length === 0));
        expect(verifyConsistency(sha256, a, b, x, y, path)).toBe(false);
      },
    ),
    { seed: 20261122, numRuns: 500 },
  );
});

test("a proof whose hashes have another length is refused, never hashed", () => {
  const tree = leaves.slice(0, 7);
  const inclusion = createInclusionProof(sha256, tree, 2);
  const consistency = createConsistencyProof(sha256, tree, 3);
  for (const length of [0, 31, 33, 100]) {
    const odd = new Uint8Array(length);
    expect(verifyInclusion(sha256, 2, 7, odd, inclusion, roots[7]!)).toBe(false);
    expect(verifyConsistency(sha256, 3, 7, odd, roots[7]!, consistency)).toBe(false);
    const power = createConsistencyProof(sha256, tree, 4);
    expect(verifyConsistency(sha256, 4, 7, odd, roots[7]!, power)).toBe(false);
    inclusion.forEach((_, i) => {
      const proof = inclusion.with(i, odd);
      expect(verifyInclusion(sha256, 2, 7, leaves[2]!, proof, roots[7]!)).toBe(false);
    });
    consistency.forEach((_, i) => {
      const proof = consistency.with(i, odd);
      expect(verifyConsistency(sha256, 3, 7, roots[3]!, roots[7]!, proof)).toBe(false);
    });
  }
});

test("proofs of what is not there are a caller's mistake", () => {
  expect(() => createInclusionProof(sha256, leaves, 64)).toThrow("leaf 64 is not in a tree of 64");
  expect(() => createInclusionProof(sha256, leaves, -1)).toThrow(RangeError);
  expect(() => createConsistencyProof(sha256, leaves, 65)).toThrow(
    "size 65 is not within a tree of 64",
  );
});
