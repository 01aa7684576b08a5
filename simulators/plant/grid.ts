// The public grid: one frequency for every plant that hangs on it, and the voltage of one feeder.
// Frequency stays within 49.9 to 50.1 Hz (domain reference, X2). Give plants that belong together the
// same Grid and step it once for all.

import { Drift } from "./drift.ts";
import type { Random } from "./random.ts";

export interface GridState {
  readonly frequencyHz: number;
  /** Phase to neutral, at the feeder, before the plant's own droop. */
  readonly feederVoltageV: number;
}

export class Grid implements GridState {
  readonly #frequency: Drift;
  readonly #voltage: Drift;

  constructor(random: Random) {
    this.#frequency = new Drift(random.fork("frequency"), {
      sigma: 0.0175,
      tauMs: 300_000,
      limit: 0.1,
    });
    this.#voltage = new Drift(random.fork("voltage"), { sigma: 1.5, tauMs: 180_000, limit: 6 });
  }

  get frequencyHz(): number {
    return 50 + this.#frequency.value();
  }

  get feederVoltageV(): number {
    return 231 + this.#voltage.value();
  }

  step(dtMs: number): void {
    this.#frequency.step(dtMs);
    this.#voltage.step(dtMs);
  }
}
