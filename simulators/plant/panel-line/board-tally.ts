// The press's count of boards: all, good and rejected, and what of them is a good cubic metre. Other faults
// of boards (edges, spots) come by chance; what the press did wrong it knows itself.

import { Counter } from "../counter.ts";
import type { Random } from "../random.ts";

const FLAW_SHARE = 0.006;

export class BoardTally {
  readonly total: Counter;
  readonly good: Counter;
  readonly rejected: Counter;
  /** m³ of good boards at their final thickness. */
  readonly volume: Counter;
  readonly #chance: Random;

  constructor(random: Random) {
    this.#chance = random.fork("flaws");
    const history = random.fork("history");
    const total = Math.floor(history.between(6e5, 1.6e6));
    const rejected = Math.floor(total * history.between(0.015, 0.025));
    this.total = new Counter(total);
    this.rejected = new Counter(rejected);
    this.good = new Counter(total - rejected);
    this.volume = new Counter(Math.floor((total - rejected) * history.between(0.1, 0.12)));
  }

  /** Counts one board and says whether it is good. @param m3 of it at final thickness. */
  add(sound: boolean, m3: number): boolean {
    const flawed = this.#chance.uniform() < FLAW_SHARE;
    const good = sound && !flawed;
    this.total.add(1);
    if (!good) {
      this.rejected.add(1);
      return false;
    }
    this.good.add(1);
    this.volume.add(m3);
    return true;
  }
}
