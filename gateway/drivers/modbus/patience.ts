// How long to wait for a unit on a shared link. Each second that a dead unit is waited for is taken from its
// neighbours: once it was silent it is asked briefly, measured by how fast it used to answer and the link answers, and
// from time to time with all patience, in case it is slow and not dead.

/** A unit that was silent is given this many times what the slowest answer of late took. */
const factor = 5;
const leastMs = 50;
/** Every so many silences the whole time limit again. */
const fullEvery = 4;
/** What was slow once is forgotten over some hundred answers. */
const fading = 0.99;

export class Patience {
  readonly #fullMs: number;
  readonly #silences = new Map<number, number>();
  /** Slowest answers of late: of each unit, and of the link; undefined before the first. */
  readonly #slowestMs = new Map<number, number>();
  #linkSlowestMs: number | undefined;

  constructor(fullMs: number) {
    this.#fullMs = fullMs;
  }

  limitOf(unit: number): number {
    const silences = this.#silences.get(unit) ?? 0;
    const link = this.#linkSlowestMs;
    if (silences === 0 || silences % fullEvery === 0 || link === undefined) return this.#fullMs;
    const slowest = Math.max(link, this.#slowestMs.get(unit) ?? 0);
    return Math.min(this.#fullMs, Math.max(leastMs, Math.ceil(slowest * factor)));
  }

  answered(unit: number, tookMs: number): void {
    this.#silences.delete(unit);
    this.#slowestMs.set(unit, Math.max(tookMs, (this.#slowestMs.get(unit) ?? 0) * fading));
    this.#linkSlowestMs = Math.max(tookMs, (this.#linkSlowestMs ?? 0) * fading);
  }

  silent(unit: number): void {
    this.#silences.set(unit, (this.#silences.get(unit) ?? 0) + 1);
  }
}
