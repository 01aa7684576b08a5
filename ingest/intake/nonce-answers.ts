// Checkpoints that carry a visitor's nonce, by the nonce: what a visitor asked to see.

const maxAnswers = 100;

export class NonceAnswers {
  readonly #notes = new Map<string, string>();

  /** Keeps the first checkpoint of a nonce. @param nonce undefined: the checkpoint has none */
  add(nonce: string | undefined, note: string): void {
    if (nonce === undefined || this.#notes.has(nonce)) return;
    this.#notes.set(nonce, note);
    for (const oldest of this.#notes.keys()) {
      if (this.#notes.size <= maxAnswers) return;
      this.#notes.delete(oldest);
    }
  }

  get(nonce: string): string | undefined {
    return this.#notes.get(nonce);
  }
}
