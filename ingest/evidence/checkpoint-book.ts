// Signed checkpoints of one log against the rebuilt tree: each is compared when the tree reaches its size.
// A root that differs is a fork: somebody signed another history than the one that arrived.
import { sameBytes, toHex } from "#contracts/bytes.ts";
import type { Checkpoint } from "#contracts/checkpoint.ts";
import type { RebuiltLog } from "./rebuilt-log.ts";

export type Verified = { readonly size: number; readonly root: string; readonly time: number };

const maxWaiting = 4096;
/** More are not told apart: one is enough for a finding. */
const maxForks = 10_000;

export class CheckpointBook {
  readonly #log: RebuiltLog;
  /** Not reached yet, ascending by size. */
  #waiting: Checkpoint[] = [];
  #verified: Verified | null = null;
  #newest: Checkpoint | undefined;
  /** Size and root of each that disagreed: gateways repeat their newest one at every birth. */
  readonly #forked = new Set<string>();
  #unverifiable = 0;

  constructor(log: RebuiltLog) {
    this.#log = log;
  }

  /** The newest checkpoint that agrees with the tree. */
  get verified(): Verified | null {
    return this.#verified;
  }

  /** The checkpoint with the largest size that the log signed. */
  get newest(): Checkpoint | undefined {
    return this.#newest;
  }

  get forks(): number {
    return this.#forked.size;
  }

  /** Too old to be compared, or one too many to wait. */
  get unverifiable(): number {
    return this.#unverifiable;
  }

  /** Takes a checkpoint whose signature is known to be the log's. Returns the forks it showed. */
  add(checkpoint: Checkpoint): number {
    if (this.#newest === undefined || checkpoint.size >= this.#newest.size) {
      this.#newest = checkpoint;
    }
    const at = this.#waiting.findLastIndex(({ size }) => size <= checkpoint.size);
    this.#waiting.splice(at + 1, 0, checkpoint);
    if (this.#waiting.length > maxWaiting) {
      this.#waiting.pop();
      this.#unverifiable += 1;
    }
    return this.advance();
  }

  /** Compares what the tree has reached by now. Returns the forks that this showed. */
  advance(): number {
    const forksBefore = this.forks;
    for (
      let next = this.#waiting[0];
      next !== undefined && next.size <= this.#log.size;
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#compare(next);
    }
    return this.forks - forksBefore;
  }

  #fork({ size, root }: Checkpoint): void {
    if (this.#forked.size < maxForks) this.#forked.add(`${size} ${toHex(root)}`);
  }

  #compare(checkpoint: Checkpoint): void {
    const root = this.#log.rootAt(checkpoint.size);
    if (root === undefined) this.#unverifiable += 1;
    else if (!sameBytes(root, checkpoint.root)) this.#fork(checkpoint);
    else if (this.#verified === null || checkpoint.size >= this.#verified.size) {
      const { size, time } = checkpoint;
      this.#verified = { size, root: toHex(root), time };
    }
  }
}
