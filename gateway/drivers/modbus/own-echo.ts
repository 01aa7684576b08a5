// Our own questions, heard once again: RS-485 adapters that do not mute their receiver while they send. They are
// nobody else's, also when converter or radio bring them later than the answer was waited for.

/** Questions whose echo may still come. */
const maxLate = 8;

export class OwnEcho {
  /** Of the question that is open. */
  #expected: Buffer | undefined;
  #late: Buffer[] = [];
  /** The adapter does echo: only then late ones are waited for, or a second master with our questions went unseen. */
  #echoes = false;

  sent(frame: Buffer): void {
    this.#expected = frame;
  }

  /** Whether the bytes are what was just sent. */
  isExpected(bytes: Buffer): boolean {
    return this.#expected?.equals(bytes) === true;
  }

  /** True for an echo, which is then over. */
  take(bytes: Buffer): boolean {
    if (this.isExpected(bytes)) {
      this.#expected = undefined;
      this.#echoes = true;
      return true;
    }
    const at = this.#late.findIndex((frame) => frame.equals(bytes));
    if (at < 0) return false;
    this.#late.splice(at, 1);
    return true;
  }

  /** The question is over. */
  settled(): void {
    if (this.#expected !== undefined && this.#echoes) {
      this.#late = [...this.#late, this.#expected].slice(-maxLate);
    }
    this.#expected = undefined;
  }
}
