// How many items a subscription still takes: within the limits of the server's kind, and what it turned out to take.

export class Room {
  readonly #limit: () => number;
  /** Monitored or reserved, the heartbeat included. */
  #items = 0;
  /** Less than the limit where the server refused more. */
  #cap = Number.POSITIVE_INFINITY;

  constructor(limit: () => number) {
    this.#limit = limit;
  }

  get items(): number {
    return this.#items;
  }

  /** Takes room for up to `count` items. @returns for how many there is. */
  reserve(count: number): number {
    const granted = Math.max(0, Math.min(count, Math.min(this.#cap, this.#limit()) - this.#items));
    this.#items += granted;
    return granted;
  }

  giveBack(count: number): void {
    this.#items -= count;
  }

  /** The server takes no more items than it has. */
  close(): void {
    this.#cap = this.#items;
  }

  /** It may take more again. */
  reopen(): void {
    this.#cap = Number.POSITIVE_INFINITY;
  }
}
