// The public grid as a function of wall-clock time: plants in separate processes hang on one grid and
// agree on its frequency without speaking to each other (domain reference, X2: 49.9 to 50.1 Hz,
// standard deviation 0.015 to 0.02 Hz, memory of minutes, small daily pattern).

import type { GridState } from "./grid.ts";
import { TimeNoise } from "./time-noise.ts";

const DAY_MS = 86_400_000;
const FREQUENCY_SIGMA_HZ = 0.0172;
const FREQUENCY_LIMIT_HZ = 0.1;
const VOLTAGE_SIGMA_V = 1.4;
const VOLTAGE_LIMIT_V = 6;

export class SharedGrid implements GridState {
  readonly #frequency: TimeNoise;
  readonly #voltage: TimeNoise;
  #frequencyHz = 50;
  #feederVoltageV = 231;

  /** @param seed the same for all plants that hang on one grid. Call `set` before the first reading. */
  constructor(seed: number) {
    this.#frequency = new TimeNoise({
      seed,
      name: "grid-frequency",
      longestMs: 600_000,
      octaves: 9,
    });
    this.#voltage = new TimeNoise({ seed, name: "grid-voltage", longestMs: 900_000, octaves: 11 });
  }

  get frequencyHz(): number {
    return this.#frequencyHz;
  }

  get feederVoltageV(): number {
    return this.#feederVoltageV;
  }

  /** @param now ms since the epoch. */
  set(now: number): void {
    // One turn a day; at 04:00 in China the grid is lightly loaded, so a little fast and high.
    const night = Math.cos((2 * Math.PI * (now - 20 * 3_600_000)) / DAY_MS);
    const frequency = FREQUENCY_SIGMA_HZ * this.#frequency.at(now) + 0.003 * night;
    const voltage = VOLTAGE_SIGMA_V * this.#voltage.at(now) + 0.8 * night;
    this.#frequencyHz = 50 + clamp(frequency, FREQUENCY_LIMIT_HZ);
    this.#feederVoltageV = 231 + clamp(voltage, VOLTAGE_LIMIT_V);
  }
}

function clamp(value: number, limit: number): number {
  return Math.min(Math.max(value, -limit), limit);
}
