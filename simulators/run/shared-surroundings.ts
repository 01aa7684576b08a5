// What all plants of a run have around them: one clock, one grid, one sky (domain reference, X2 and X3).
// Grid and weather are functions of the instant, so plants in other processes have the same.

import type { GridState } from "../plant/grid.ts";
import { SharedGrid } from "../plant/shared-grid.ts";
import { ambientAt } from "../plant/weather.ts";

/** One grid for the plants of all processes. */
const GRID_SEED = 50;

export class SharedSurroundings {
  readonly #grid = new SharedGrid(GRID_SEED);
  #now: number;

  /** @param now ms since the epoch. */
  constructor(now: number) {
    this.#now = now;
    this.#grid.set(now);
  }

  get grid(): GridState {
    return this.#grid;
  }

  readonly now = (): number => this.#now;

  readonly ambientC = (): number => ambientAt(this.#now);

  /** Before each step, to the instant of its end. */
  set(now: number): void {
    this.#now = now;
    this.#grid.set(now);
  }
}
