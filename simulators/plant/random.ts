// Seeded random numbers: the same seed gives the same plant, sample by sample.
// Generator: xoshiro128** (Blackman and Vigna 2018); its state is filled by hashing the seed.

export interface Random {
  /** In [0, 1), 32 bits fine. */
  uniform(): number;
  /** Standard normal: mean 0, standard deviation 1. */
  normal(): number;
  /** In [low, high). */
  between(low: number, high: number): number;
  /** An independent stream of its own, the same for the same seed and name, whoever draws elsewhere. */
  fork(name: string): Random;
}

/** @param seed any safe integer. */
export function createRandom(seed: number): Random {
  return new Xoshiro128(`${seed}`);
}

class Xoshiro128 implements Random {
  readonly #path: string;
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spare: number | undefined;

  constructor(path: string) {
    this.#path = path;
    const [a, b, c, d] = [1, 2, 3, 4].map((word) => hash(`${word}:${path}`));
    this.#a = a ?? 0;
    this.#b = b ?? 0;
    this.#c = c ?? 0;
    // The all-zero state would stay zero for ever.
    this.#d = (d ?? 0) | 1;
  }

  uniform(): number {
    const result = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = rotate(this.#d, 11);
    return result / 0x1_0000_0000;
  }

  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    // Box-Muller; 1 - u lies in (0, 1], so the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  fork(name: string): Random {
    return new Xoshiro128(`${this.#path}/${name}`);
  }
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** FNV-1a over UTF-16 units, then mixed so that near seeds give far states. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b);
  return (value ^ (value >>> 16)) >>> 0;
}
