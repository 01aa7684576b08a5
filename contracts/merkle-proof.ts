// Inclusion and consistency proofs, RFC 9162 §2.1.3 and §2.1.4: made from leaf hashes, checked from roots.
// Every index, size and hash of a proof may come from an attacker; a check answers false, it never throws.
import { sameBytes } from "./bytes.ts";
import type { Sha256 } from "./hashing.ts";
import { emptyRoot, type Hash, nodeHash, rootOf } from "./merkle.ts";

function split(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

/** Audit path of leaf `index` in the tree over `leaves`, lowest first. */
export function createInclusionProof(
  sha256: Sha256,
  leaves: readonly Hash[],
  index: number,
): Hash[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= leaves.length) {
    throw new RangeError(`leaf ${index} is not in a tree of ${leaves.length}`);
  }
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...createInclusionProof(sha256, leaves.slice(0, k), index), rootOf(sha256, leaves.slice(k))]
    : [
        ...createInclusionProof(sha256, leaves.slice(k), index - k),
        rootOf(sha256, leaves.slice(0, k)),
      ];
}

/** Proof that the tree over all `leaves` continues its first `first` leaves. */
export function createConsistencyProof(
  sha256: Sha256,
  leaves: readonly Hash[],
  first: number,
): Hash[] {
  if (!Number.isSafeInteger(first) || first < 0 || first > leaves.length) {
    throw new RangeError(`size ${first} is not within a tree of ${leaves.length}`);
  }
  return first === 0 ? [] : subproof(sha256, leaves, first, true);
}

function subproof(sha256: Sha256, leaves: readonly Hash[], first: number, whole: boolean): Hash[] {
  if (first === leaves.length) return whole ? [] : [rootOf(sha256, leaves)];
  const k = split(leaves.length);
  return first <= k
    ? [...subproof(sha256, leaves.slice(0, k), first, whole), rootOf(sha256, leaves.slice(k))]
    : [...subproof(sha256, leaves.slice(k), first - k, false), rootOf(sha256, leaves.slice(0, k))];
}

/** RFC 9162 §2.1.3.2. Sizes up to 2^53 − 1. */
export function verifyInclusion(
  sha256: Sha256,
  index: number,
  size: number,
  leaf: Hash,
  proof: readonly Hash[],
  root: Hash,
): boolean {
  if (!isIndex(index) || !isIndex(size) || index >= size || !areHashes([leaf, ...proof]))
    return false;
  let fn = BigInt(index);
  let sn = BigInt(size - 1);
  let hash = leaf;
  for (const node of proof) {
    if (sn === 0n) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      hash = nodeHash(sha256, node, hash);
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      hash = nodeHash(sha256, hash, node);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && sameBytes(hash, root);
}

/** RFC 9162 §2.1.4.2; sizes may be equal (empty proof) and the first may be 0 (empty proof, empty root). */
export function verifyConsistency(
  sha256: Sha256,
  first: number,
  second: number,
  firstRoot: Hash,
  secondRoot: Hash,
  proof: readonly Hash[],
): boolean {
  if (!isIndex(first) || !isIndex(second) || first > second) return false;
  if (!areHashes([firstRoot, secondRoot, ...proof])) return false;
  if (first === second) return proof.length === 0 && sameBytes(firstRoot, secondRoot);
  if (first === 0) return proof.length === 0 && sameBytes(firstRoot, emptyRoot(sha256));
  const path = isPowerOfTwo(first) ? [firstRoot, ...proof] : [...proof];
  const [seed, ...rest] = path;
  if (proof.length === 0 || seed === undefined) return false;
  let fn = BigInt(first - 1);
  let sn = BigInt(second - 1);
  while ((fn & 1n) === 1n) {
    fn >>= 1n;
    sn >>= 1n;
  }
  let oldHash = seed;
  let newHash = seed;
  for (const node of rest) {
    if (sn === 0n) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      oldHash = nodeHash(sha256, node, oldHash);
      newHash = nodeHash(sha256, node, newHash);
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      newHash = nodeHash(sha256, newHash, node);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && sameBytes(oldHash, firstRoot) && sameBytes(newHash, secondRoot);
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(hashes: readonly Hash[]): boolean {
  return hashes.every((hash) => hash.length === 32);
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value)) && 2 ** Math.round(Math.log2(value)) === value;
}
