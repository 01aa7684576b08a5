// The truth of a fast run: the lines of simulators/truth/truth-format.ts, packed. Every pack is a whole gzip member
// (RFC 1952 §2.2: members follow one another), so a killed run loses no more than its last pack.
import { closeSync, openSync, writeSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { TruthLine } from "#simulators/truth/truth-format.ts";

/** Lines of one pack: an hour of minutes and what happened in it. */
const packLines = 256;

export class TruthArchive {
  readonly #handle: number;
  #waiting: string[] = [];

  /** Makes the file. Throws when it is there already. */
  constructor(path: string) {
    this.#handle = openSync(path, "wx");
  }

  append(line: TruthLine): void {
    this.#waiting.push(JSON.stringify(line));
    if (this.#waiting.length >= packLines) this.#pack();
  }

  /** Throws what the disk says; then the last pack is not whole. */
  close(): void {
    try {
      this.#pack();
    } finally {
      closeSync(this.#handle);
    }
  }

  #pack(): void {
    if (this.#waiting.length === 0) return;
    const bytes = gzipSync(`${this.#waiting.join("\n")}\n`);
    this.#waiting = [];
    // A disk that fills up takes a part first and refuses the rest.
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#handle, bytes, at);
  }
}
