// First-order lag: follows its input with one time constant, exactly for any step.

export class Lag {
  readonly #tauMs: number;
  #value: number;

  constructor(tauMs: number, value: number) {
    this.#tauMs = tauMs;
    this.#value = value;
  }

  value(): number {
    return this.#value;
  }

  /** Something else moved it: it goes on from there. */
  set(value: number): void {
    this.#value = value;
  }

  /** Lets `dtMs` pass with a constant input and returns where it arrived. */
  step(dtMs: number, input: number): number {
    this.#value = input + (this.#value - input) * Math.exp(-dtMs / this.#tauMs);
    return this.#value;
  }
}
