// Whatever a gateway commits, loses to its cap and has acknowledged, a host that follows the gap records computes
// the very root that the gateway signs.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Frontier, leafHash } from "#contracts/merkle.ts";
import type { GapRecord } from "#contracts/record.ts";
import { decodeRecord } from "#contracts/record-bytes.ts";
import { sha256 } from "../evidence/digest.ts";
import { Outbox } from "./outbox.ts";
import { newRecord, temporaryFolder } from "./test-log.ts";

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("commit" as const), count: fc.integer({ min: 1, max: 120 }) }),
    fc.record({ kind: fc.constant("deliver" as const), count: fc.integer({ min: 1, max: 200 }) }),
    fc.record({ kind: fc.constant("restart" as const), count: fc.constant(0) }),
  ),
  { minLength: 5, maxLength: 40 },
);

/** What a host has: leaves of the records that reached it, and the gap records among them. */
class Host {
  readonly leaves = new Map<number, Uint8Array>();
  readonly #gaps: GapRecord[] = [];

  take(sequence: number, bytes: Uint8Array): void {
    this.leaves.set(sequence, leafHash(sha256, bytes));
    const record = decodeRecord(bytes);
    if (record.kind === "gap") this.#gaps.push(record);
  }

  /** First number that is neither there nor declared lost. */
  get settled(): number {
    let n = 0;
    for (;;) {
      const gap = this.#gaps.find(({ from, to }) => from <= n && n < to);
      if (gap !== undefined) n = gap.to;
      else if (this.leaves.has(n)) n += 1;
      else return n;
    }
  }

  /** The tree rebuilt, and the numbers that gap records stand for. */
  rebuild(size: number): { root: Uint8Array; lost: number } {
    const tree = new Frontier(sha256);
    let lost = 0;
    while (tree.size < size) {
      const at = tree.size;
      const leaf = this.leaves.get(at);
      // The roots of a gap cover leaves that did arrive as well: it is taken whole, where it begins.
      const gap = this.#gaps.findLast(({ from, to }) => from === at && this.#absent(from, to) > 0);
      if (gap !== undefined) {
        for (const { level, hash } of gap.roots) tree.appendSubtree(level, hash);
        lost += this.#absent(gap.from, gap.to);
      } else if (leaf !== undefined) tree.append(leaf);
      else throw new Error(`nobody speaks for record ${at}`);
    }
    return { root: tree.root(), lost };
  }

  #absent(from: number, to: number): number {
    let absent = 0;
    for (let n = from; n < to; n++) if (!this.leaves.has(n)) absent += 1;
    return absent;
  }
}

test("the ledger closes and the root is the gateway's: recorded = delivered + declared lost", () => {
  let gapsSeen = 0;
  fc.assert(
    fc.property(steps, fc.integer({ min: 6_000, max: 30_000 }), (plan, maxBytes) => {
      using folder = temporaryFolder();
      const open = () =>
        new Outbox({
          dataDir: folder.path,
          sha256,
          maxBytes,
          historyBytes: maxBytes / 2,
          newLog: () => new Uint8Array(32),
        });
      let outbox = open();
      const host = new Host();
      const deliver = (count: number): void => {
        const from = Math.max(host.settled, outbox.oldest);
        for (const { sequence, bytes } of outbox.read(from, outbox.next, count, 1e9)) {
          if (bytes !== null) host.take(sequence, bytes);
        }
        // The protocol settles what is below the oldest at once; the gap record may still be on its way.
        outbox.acknowledge(Math.max(host.settled, Math.min(outbox.oldest, outbox.next)));
      };
      let n = 0;
      for (const { kind, count } of plan) {
        if (kind === "commit") {
          const records = Array.from({ length: count }, () => newRecord(n++));
          if (outbox.commit(records, n) !== undefined) gapsSeen += 1;
        } else if (kind === "deliver") deliver(count);
        else {
          outbox.close();
          outbox = open();
        }
      }
      deliver(1e9);
      expect(host.settled).toBe(outbox.next);
      const { root, lost } = host.rebuild(outbox.next);
      expect(root).toEqual(outbox.root());
      expect(host.leaves.size + lost).toBe(outbox.next);
      outbox.close();
    }),
    { seed: 5, numRuns: 25 },
  );
  expect(gapsSeen).toBeGreaterThan(20);
});
