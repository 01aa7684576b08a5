// Noise that is a function of wall-clock time alone: whoever asks for the same seed, name and instant
// gets the same value, in any process, and no state has to be carried on from one call to the next.
// Octaves of smoothly joined random values; weights ∝ √period give the 1/f² fall of an
// Ornstein-Uhlenbeck process above the slowest period.

import { IndexedNoise } from "./indexed-noise.ts";
import { createRandom } from "./random.ts";

export interface TimeNoiseOptions {
  readonly seed: number;
  /** Different names of one seed are independent. */
  readonly name: string;
  /** Distance between the random values of the slowest octave, ms; each further octave has half of it. */
  readonly longestMs: number;
  readonly octaves: number;
}

interface Octave {
  readonly noise: IndexedNoise;
  readonly periodMs: number;
  readonly weight: number;
  /** Index of the cell whose two corners are known. */
  cell: number;
  from: number;
  to: number;
}

export class TimeNoise {
  readonly #octaves: readonly Octave[];

  constructor({ seed, name, longestMs, octaves }: TimeNoiseOptions) {
    const random = createRandom(seed).fork(name);
    // Weights² ∝ periods 1, ½, ¼ …: divided by their sum the variance is 1.
    const sum = 2 - 0.5 ** (octaves - 1);
    this.#octaves = Array.from({ length: octaves }, (_, n) => ({
      noise: new IndexedNoise(random.fork(`octave-${n}`)),
      periodMs: longestMs / 2 ** n,
      weight: Math.sqrt(0.5 ** n / sum),
      cell: Number.NaN,
      from: 0,
      to: 0,
    }));
  }

  /** Mean 0, standard deviation 1, continuous in `now` (ms since the epoch). */
  at(now: number): number {
    let value = 0;
    for (const octave of this.#octaves) value += octave.weight * joined(octave, now);
    return value;
  }
}

function joined(octave: Octave, now: number): number {
  const position = now / octave.periodMs;
  const cell = Math.floor(position);
  if (cell !== octave.cell) {
    octave.from = cell === octave.cell + 1 ? octave.to : octave.noise.normal(cell);
    octave.to = octave.noise.normal(cell + 1);
    octave.cell = cell;
  }
  const x = position - cell;
  const share = x * x * (3 - 2 * x);
  const rest = 1 - share;
  // Divided by the length of the two shares, so that the variance is the same everywhere in a cell.
  return (rest * octave.from + share * octave.to) / Math.sqrt(rest * rest + share * share);
}
