// Gas pressure in the core of the mat when the press opens: wetter and heavier mats hold more steam, and
// above 100 kPa the board blows (domain reference A1).

import { Drift } from "../drift.ts";
import type { Random } from "../random.ts";

const BLOW_KPA = 100;
const NOMINAL_KPA = 60;
const NOMINAL_CORE_MOISTURE = 7;
const KPA_PER_PERCENT = 7;
/** Per share of weight that is too much. */
const KPA_PER_EXCESS = 300;

export class SteamPressure {
  readonly #scatter: Drift;

  constructor(random: Random) {
    this.#scatter = new Drift(random, { sigma: 10, tauMs: 20_000, limit: 60 });
  }

  /** Whether what leaves the press now blows. @param excess share of weight above the recipe's. */
  step(dtMs: number, pressing: boolean, coreMoisture: number, excess: number): boolean {
    this.#scatter.step(dtMs);
    const kPa =
      NOMINAL_KPA +
      KPA_PER_PERCENT * (coreMoisture - NOMINAL_CORE_MOISTURE) +
      KPA_PER_EXCESS * excess +
      this.#scatter.value();
    return pressing && kPa > BLOW_KPA;
  }
}
