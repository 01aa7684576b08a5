// Two DTUs with one registration take the place from each other for ever, and the readings of two machines get mixed
// up. A DTU that dials in again comes from one address, or goes on to another; only two take turns.

const turnMs = 600_000;

type Turn = { readonly displaced: string; readonly at: number };

export class DtuRivals {
  readonly #now: () => number;
  readonly #turns = new Map<string, Turn>();

  /** @param now monotonic ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A live socket was displaced. @returns whether the newcomer itself was displaced by this one a while ago */
  replaced(registration: string, displaced: string, newcomer: string): boolean {
    const at = this.#now();
    const before = this.#turns.get(registration);
    this.#turns.set(registration, { displaced, at });
    return displaced !== newcomer && before?.displaced === newcomer && at - before.at <= turnMs;
  }
}
