// Deliveries of numbers journalled so long ago that their hash is no longer in memory. They wait here,
// within a bound, until the journal is read again; beyond the bound they are counted as not compared.

export type OldDuplicate = {
  readonly sequence: number;
  readonly leaf: Uint8Array;
  readonly bytes: Uint8Array;
  /** Host time of arrival, ms UTC. */
  readonly at: number;
};

const maxWaiting = 1024;
const maxBytes = 8 * 1024 * 1024;

export class OldDuplicates {
  #waiting: OldDuplicate[] = [];
  #bytes = 0;
  #uncompared = 0;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  get uncompared(): number {
    return this.#uncompared;
  }

  add(duplicate: OldDuplicate): void {
    if (this.#waiting.length >= maxWaiting || this.#bytes + duplicate.bytes.length > maxBytes) {
      this.#uncompared += 1;
      return;
    }
    this.#waiting.push(duplicate);
    this.#bytes += duplicate.bytes.length;
  }

  take(): readonly OldDuplicate[] {
    const taken = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    return taken;
  }
}
