// Deliveries of one log that did not decode, by sequence: the third one gives the number up.
// What was undeclared in a birth counts once per birth, because the next birth may mend it.

const giveUpAfter = 3;
const maxTracked = 4096;

type Attempts = { count: number; generation: number };

export class FailedDeliveries {
  readonly #attempts = new Map<number, Attempts>();

  /** True at the third delivery that counts. */
  failed(sequence: number, undeclared: boolean, generation: number): boolean {
    const known = this.#attempts.get(sequence);
    if (known === undefined) {
      const oldest = this.#attempts.size >= maxTracked ? this.#attempts.keys().next() : undefined;
      if (oldest?.value !== undefined) this.#attempts.delete(oldest.value);
      this.#attempts.set(sequence, { count: 1, generation });
      return false;
    }
    if (undeclared && known.generation === generation) return false;
    known.count += 1;
    known.generation = generation;
    if (known.count < giveUpAfter) return false;
    this.#attempts.delete(sequence);
    return true;
  }

  succeeded(sequence: number): void {
    if (this.#attempts.size > 0) this.#attempts.delete(sequence);
  }
}
