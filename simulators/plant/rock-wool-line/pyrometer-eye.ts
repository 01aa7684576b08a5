// A pyrometer looks at the melt stream: splashes and slag skin in front of it radiate less, so it drops out
// for a second or two, some times an hour. °C.

import type { Random } from "../random.ts";

const LEAST_C = 805;
const SPLASHES_PER_HOUR = 6;

export class PyrometerEye {
  readonly #chance: Random;
  #coveredMs = 0;
  #depthK = 90;

  constructor(random: Random) {
    this.#chance = random;
  }

  /** What it sees of a stream of `trueC`; without one it stands at the foot of its range. */
  step(dtMs: number, trueC: number | undefined): number {
    this.#coveredMs = Math.max(this.#coveredMs - dtMs, 0);
    if (this.#chance.uniform() < (SPLASHES_PER_HOUR * dtMs) / 3_600_000) {
      this.#coveredMs = 1_500;
      this.#depthK = this.#chance.between(50, 130);
    }
    if (trueC === undefined) return LEAST_C;
    return this.#coveredMs > 0 ? trueC - this.#depthK : trueC;
  }
}
