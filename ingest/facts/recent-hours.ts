// Facts of closed hours that were asked for lately, bounded by their number: the oldest use goes first.
import type { StoredFacts } from "../store/stored-hours.ts";

export class RecentHours {
  readonly #limit: number;
  readonly #hours = new Map<string, StoredFacts>();
  #facts = 0;

  /** @param limit facts held at most. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(site: string, hour: number): StoredFacts | undefined {
    const key = `${hour}/${site}`;
    const stored = this.#hours.get(key);
    if (stored === undefined) return undefined;
    this.#hours.delete(key);
    this.#hours.set(key, stored);
    return stored;
  }

  set(site: string, stored: StoredFacts): void {
    const key = `${stored.hour}/${site}`;
    this.#facts += stored.facts.length - (this.#hours.get(key)?.facts.length ?? 0);
    this.#hours.delete(key);
    this.#hours.set(key, stored);
    for (const [oldest, { facts }] of this.#hours) {
      if (this.#facts <= this.#limit) return;
      this.#hours.delete(oldest);
      this.#facts -= facts.length;
    }
  }
}
