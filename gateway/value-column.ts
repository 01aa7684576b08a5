// The values of many signals, one place each. Numbers lie side by side and make no objects, so that what is
// kept from scan to scan is never touched by the collector; values of other kinds are few and stand apart.
import type { Value } from "#contracts/value.ts";

export class ValueColumn {
  readonly #numbers: Float64Array;
  /** 1: the value is the number in its place. */
  readonly #isNumber: Uint8Array;
  /** Neither number nor null. */
  readonly #others = new Map<number, Value>();

  /** All null. */
  constructor(size: number) {
    this.#numbers = new Float64Array(size);
    this.#isNumber = new Uint8Array(size);
  }

  /** Exactly what was set: −0 stays −0. Null outside. */
  get(index: number): Value {
    if (this.#isNumber[index] === 1) return this.#numbers[index] ?? null;
    return this.#others.get(index) ?? null;
  }

  set(index: number, value: Value): void {
    if (typeof value === "number") {
      this.#numbers[index] = value;
      if (this.#isNumber[index] === 1) return;
      this.#isNumber[index] = 1;
      this.#others.delete(index);
      return;
    }
    this.#isNumber[index] = 0;
    if (value === null) this.#others.delete(index);
    else this.#others.set(index, value);
  }

  /** All null again. */
  clear(): void {
    this.#isNumber.fill(0);
    this.#others.clear();
  }
}
