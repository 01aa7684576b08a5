// Disk space kept back for the day the disk is full: SQLite needs room even to delete. The reserve is given
// up only to make room out of delivered records, and taken again afterwards, as far as there is room.
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync, writeSync } from "node:fs";

/** Beyond what the write-ahead log holds between two checkpoints (database.ts), so that one always fits. */
export const reserveBytes = 3 * 1024 * 1024;
const block = Buffer.alloc(64 * 1024);

export class DiskReserve {
  readonly #file: string;
  #whole = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** Fills the file with zeros up to the reserve; what does not fit is left out. Never throws. */
  hold(): void {
    if (this.#whole) return;
    let handle: number | undefined;
    try {
      let size = existsSync(this.#file) ? statSync(this.#file).size : 0;
      this.#whole = size >= reserveBytes;
      if (this.#whole) return;
      handle = openSync(this.#file, "a", 0o600);
      // Written, not truncated into being: a sparse file reserves nothing.
      while (size < reserveBytes) size += writeSync(handle, block);
      fsyncSync(handle);
      this.#whole = true;
    } catch {
      // A disk that is nearly full gives a smaller reserve; the outbox says when it is full.
    } finally {
      if (handle !== undefined) closeSync(handle);
    }
  }

  release(): void {
    this.#whole = false;
    rmSync(this.#file, { force: true });
  }
}
