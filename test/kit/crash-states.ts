// What may be on a disk after the power went: from the steps of a program (disk-shim.ts) every state that POSIX
// allows. What was fsynced is there; of the rest nothing, everything, or any part in any order, torn within a
// write at sectors of 512 bytes. A name (create, rename, unlink) lasts once its folder was fsynced; names that
// did not last yet go in order, as a journalling file system has it.
import type { DiskStep } from "./disk-shim.ts";

const sector = 512;

type Change = Extract<DiskStep, { kind: "write" | "truncate" }>;
type Inode = { durable: Buffer; pending: Change[] };
type Naming = Exclude<DiskStep, Change | { readonly kind: "sync" }>;

/** nothing: what was not fsynced is lost. everything: only the process died. some: by the dice. */
export type Survival = "nothing" | "everything" | "some";

function applied(content: Buffer, change: Change): Buffer {
  if (change.kind === "truncate") {
    const next = Buffer.alloc(change.length);
    content.copy(next, 0, 0, change.length);
    return next;
  }
  const { at, data } = change;
  const next = at + data.length > content.length ? Buffer.alloc(at + data.length) : content;
  if (next !== content) content.copy(next);
  data.copy(next, at);
  return next;
}

/** Some sectors of a write; a truncation whole or not at all. */
function torn(change: Change, random: () => number): Change[] {
  if (change.kind === "truncate") return random() < 0.5 ? [change] : [];
  const parts: Change[] = [];
  if (random() < 0.3) return [];
  const whole = random() < 0.5;
  for (let from = 0; from < change.data.length; from += sector) {
    if (!whole && random() < 0.5) continue;
    const data = change.data.subarray(from, from + sector);
    parts.push({ kind: "write", name: change.name, at: change.at + from, data });
  }
  return parts;
}

export class CrashDisk {
  #durableNames = new Map<string, Inode>();
  readonly #names = new Map<string, Inode>();
  readonly #inodes = new Map<Naming, Inode>();
  #naming: Naming[] = [];

  /** The next step of the program. */
  take(step: DiskStep): void {
    if (step.kind === "sync") this.#sync(step.name);
    else if (step.kind === "write" || step.kind === "truncate") {
      this.#names.get(step.name)?.pending.push(step);
    } else this.#name(step);
  }

  #sync(name: string): void {
    if (name === ".") {
      this.#durableNames = new Map(this.#names);
      this.#naming = [];
      return;
    }
    const inode = this.#names.get(name);
    if (inode === undefined) return;
    // A copy: applied() writes in place.
    inode.durable = inode.pending.reduce(applied, Buffer.from(inode.durable));
    inode.pending = [];
  }

  #name(step: Naming): void {
    if (step.kind === "create") {
      const inode = { durable: Buffer.alloc(0), pending: [] };
      this.#inodes.set(step, inode);
      this.#names.set(step.name, inode);
    } else {
      const inode = this.#names.get(step.name);
      this.#names.delete(step.name);
      if (step.kind === "rename" && inode !== undefined) this.#names.set(step.to, inode);
    }
    this.#naming.push(step);
  }

  #namesAfter(count: number): Map<string, Inode> {
    const names = new Map(this.#durableNames);
    for (const step of this.#naming.slice(0, count)) {
      const inode = this.#inodes.get(step) ?? names.get(step.name);
      if (step.kind !== "create") names.delete(step.name);
      const name = step.kind === "rename" ? step.to : step.name;
      if (step.kind !== "unlink" && inode !== undefined) names.set(name, inode);
    }
    return names;
  }

  /** Content of every file if the power went now. @param random [0, 1), for "some" */
  state(survival: Survival, random: () => number): Map<string, Buffer> {
    const count = { nothing: 0, everything: this.#naming.length, some: -1 }[survival];
    const kept = count < 0 ? Math.floor(random() * (this.#naming.length + 1)) : count;
    const files = new Map<string, Buffer>();
    for (const [name, { durable, pending }] of this.#namesAfter(kept)) {
      let changes: readonly Change[] = [];
      if (survival === "everything") changes = pending;
      if (survival === "some") changes = pending.flatMap((change) => torn(change, random));
      files.set(name, changes.reduce(applied, Buffer.from(durable)));
    }
    return files;
  }
}
