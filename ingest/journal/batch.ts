// Entries on their way to the disk: their bytes one after another, and what the caller attached to each.
// A batch is kept until its bytes are durable, so that it can be written again elsewhere.
import { entryLength, type JournalEntry, writeEntry } from "./segment-format.ts";

export class Batch<Token> {
  #bytes = new Uint8Array(64 * 1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #tokens: Token[] = [];

  add(entry: JournalEntry, token: Token): void {
    const needed = this.#length + entryLength(entry.payload.length);
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#length = writeEntry(this.#bytes, this.#view, this.#length, entry);
    this.#tokens.push(token);
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  get tokens(): readonly Token[] {
    return this.#tokens;
  }

  /** Empties the batch and keeps its room; the tokens handed out before stay valid. */
  reset(): void {
    this.#length = 0;
    this.#tokens = [];
  }
}
