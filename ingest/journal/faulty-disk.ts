// A disk in memory for tests: it can fail or "kill" at the k-th operation, and after a kill it shows what
// a real one may: synced bytes for sure, of the rest any prefix.
// No production code imports it.
import type { JournalDisk, JournalFile } from "./journal-disk.ts";

export type Fault =
  /** Operations k, k+1, … k+times−1 fail with this code; an append first writes a part. */
  | { readonly kind: "fail"; readonly at: number; readonly times: number; readonly code: string }
  /** Operation k and all later ones never succeed. */
  | { readonly kind: "kill"; readonly at: number };

type Content = { bytes: Uint8Array; synced: number };

function coded(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}

export class FaultyDisk implements JournalDisk {
  readonly files = new Map<string, Content>();
  fault: Fault | undefined;
  operations = 0;

  /** @param partial bytes of an append that are written before it fails. */
  #step(partial?: () => void): void {
    const { fault } = this;
    const at = this.operations++;
    if (fault === undefined || at < fault.at) return;
    if (fault.kind === "kill") {
      if (at === fault.at) partial?.();
      throw coded("KILLED");
    }
    if (at >= fault.at + fault.times) return;
    partial?.();
    throw coded(fault.code);
  }

  #content(name: string): Content {
    const content = this.files.get(name);
    if (content === undefined) throw coded("ENOENT");
    return content;
  }

  /** The disk after a power cut: of what was not synced only `kept` (0..1) remains. */
  afterCrash(kept: number): FaultyDisk {
    const disk = new FaultyDisk();
    for (const [name, { bytes, synced }] of this.files) {
      const length = synced + Math.floor((bytes.length - synced) * kept);
      disk.files.set(name, { bytes: bytes.slice(0, length), synced: length });
    }
    return disk;
  }

  async list(): Promise<string[]> {
    return [...this.files.keys()];
  }

  async read(_dir: string, name: string): Promise<Uint8Array> {
    return this.#content(name).bytes.slice();
  }

  async create(_dir: string, name: string): Promise<JournalFile> {
    this.#step();
    if (this.files.has(name)) throw coded("EEXIST");
    const content: Content = { bytes: new Uint8Array(0), synced: 0 };
    this.files.set(name, content);
    return {
      append: async (bytes) => {
        const half = () => {
          content.bytes = joined(content.bytes, bytes.subarray(0, bytes.length >>> 1));
        };
        this.#step(half);
        content.bytes = joined(content.bytes, bytes);
      },
      sync: async () => {
        this.#step();
        content.synced = content.bytes.length;
      },
      close: async () => this.#step(),
    };
  }

  async truncate(_dir: string, name: string, length: number): Promise<void> {
    this.#step();
    const content = this.#content(name);
    content.bytes = content.bytes.slice(0, length);
    content.synced = length;
  }

  async remove(_dir: string, name: string): Promise<void> {
    this.#step();
    this.files.delete(name);
  }

  async syncDir(): Promise<void> {
    this.#step();
  }
}
