// How many different values a series has, counted up to a limit, as a Set would count them: −0 is 0, and
// there is one NaN. Numbers, the usual case, lie in an open-addressed table that grows with what it holds.
import type { Value } from "./value.ts";

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);

export class DistinctValues {
  readonly #limit: number;
  /** Slots of the table; NaN marks a free one. The length is a power of two. */
  #table = new Float64Array(16).fill(Number.NaN);
  #numbers = 0;
  #others: Set<Value> | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#numbers + (this.#others?.size ?? 0);
  }

  add(value: Value): void {
    if (this.size >= this.#limit) return;
    if (typeof value === "number" && !Number.isNaN(value)) this.#addNumber(value + 0);
    else {
      this.#others ??= new Set();
      this.#others.add(value);
    }
  }

  #addNumber(value: number): void {
    const at = slotOf(this.#table, value);
    if (this.#table[at] === value) return;
    this.#table[at] = value;
    this.#numbers += 1;
    if (this.#numbers * 2 <= this.#table.length) return;
    const larger = new Float64Array(this.#table.length * 2).fill(Number.NaN);
    for (const kept of this.#table) {
      if (!Number.isNaN(kept)) larger[slotOf(larger, kept)] = kept;
    }
    this.#table = larger;
  }
}

/** Slot of the value, or the free slot where it would stand. */
function slotOf(table: Float64Array, value: number): number {
  scratch[0] = value;
  const mask = table.length - 1;
  const mixed = Math.imul((words[0] ?? 0) ^ Math.imul(words[1] ?? 0, 0x9e3779b1), 0x85ebca6b);
  let at = (mixed ^ (mixed >>> 15)) & mask;
  for (let kept = table[at]; kept !== value && !Number.isNaN(kept); kept = table[at]) {
    at = (at + 1) & mask;
  }
  return at;
}
