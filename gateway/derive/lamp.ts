// A lamp that may blink, as seen by sampling: on, off or blinking.
// Blinking: two changes within one and a half periods. On or off: no change for a whole period. In between nothing
// is concluded, and what was concluded before holds: a conclusion comes at most a period late.

export type LampLevel = boolean | "blinking";

export class Lamp {
  /** The slowest blinking, ms for one on and one off. */
  readonly #periodMs: number;
  #lit: boolean | undefined;
  #sampledAt = 0;
  /** When it last changed, or when watching began. */
  #since = 0;
  #changes: number[] = [];
  #level: LampLevel | undefined;
  #settled = false;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  /** What was concluded last; undefined before the first time. */
  get level(): LampLevel | undefined {
    return this.#level;
  }

  /** Whether the last sample left no doubt. */
  get settled(): boolean {
    return this.#settled;
  }

  /** @param at monotonic ms. */
  sample(lit: boolean, at: number): void {
    this.#watch(lit, at);
    this.#changes = this.#changes.filter((change) => at - change <= 1.5 * this.#periodMs);
    const conclusion = this.#conclusion(lit, at);
    this.#settled = conclusion !== undefined;
    this.#level = conclusion ?? this.#level;
  }

  #watch(lit: boolean, at: number): void {
    // Between samples that far apart it may have blinked unseen: watching begins again.
    if (this.#lit === undefined || at - this.#sampledAt > this.#periodMs / 2) {
      this.#changes = [];
      this.#since = at;
      this.#level = undefined;
    } else if (lit !== this.#lit) {
      this.#changes.push(at);
      this.#since = at;
    }
    this.#lit = lit;
    this.#sampledAt = at;
  }

  #conclusion(lit: boolean, at: number): LampLevel | undefined {
    if (at - this.#since >= this.#periodMs) return lit;
    return this.#changes.length >= 2 ? "blinking" : undefined;
  }
}
