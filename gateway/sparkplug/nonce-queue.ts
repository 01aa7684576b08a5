// Visitors' nonces on their way into checkpoints: each into one of its own, in order of arrival, and never
// into a later one. What was taken is remembered for a while, so that a repeated command changes nothing.

/** At one per tick of 100 ms, the last of them is signed within a second. */
const maxWaiting = 8;
const maxRemembered = 1_024;

export class NonceQueue {
  readonly #waiting: string[] = [];
  /** Oldest first. */
  readonly #known = new Set<string>();

  /** Why it is refused; undefined when it was taken. @param nonce base64 */
  add(nonce: string): string | undefined {
    if (this.#known.has(nonce)) return "nonce was given before";
    if (this.#waiting.length >= maxWaiting) return `${maxWaiting} nonces are waiting already`;
    this.#waiting.push(nonce);
    this.#known.add(nonce);
    for (const oldest of this.#known) {
      if (this.#known.size <= maxRemembered) break;
      this.#known.delete(oldest);
    }
    return undefined;
  }

  /** It never came into a checkpoint: it may be asked for again. */
  forget(nonce: string): void {
    this.#known.delete(nonce);
  }

  /** The next one; it is not given again. */
  take(): string | undefined {
    return this.#waiting.shift();
  }
}
