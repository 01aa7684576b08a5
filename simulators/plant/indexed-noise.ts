// Random numbers by index: the n-th value of a stream is a function of its key and n alone. What is never
// looked at costs nothing, and who looks twice sees the same.

import type { Random } from "./random.ts";

export class IndexedNoise {
  readonly #key: number;

  /** Takes its key from `random`, once. */
  constructor(random: Random) {
    this.#key = Math.floor(random.uniform() * 0x1_0000_0000) | 0;
  }

  /** In [0, 1), 32 bits fine. @param index any safe integer. */
  uniform(index: number): number {
    return mix(this.#key, index) / 0x1_0000_0000;
  }

  /** Standard normal (Box-Muller; 1 − u lies in (0, 1], so the logarithm is finite). */
  normal(index: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform(2 * index)));
    return radius * Math.cos(2 * Math.PI * this.uniform(2 * index + 1));
  }
}

/** Two rounds of a 32-bit finaliser over both halves of the index. */
function mix(key: number, index: number): number {
  const high = Math.floor(index / 0x1_0000_0000);
  return (
    finalise(finalise((index ^ key) | 0) ^ Math.imul(high + 0x9e3779b9, 0x85ebca6b) ^ key) >>> 0
  );
}

function finalise(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
