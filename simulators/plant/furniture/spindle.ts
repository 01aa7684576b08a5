// The milling spindle (12 kW on a drive): ramps to its speed in seconds, droops by 0.5 to 2 % under load, and
// its power is idle power plus chip flow times cutting energy (F1).
// Reference: domain reference A2, "P_spindle = P_idle(n) + k·Q".

import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { clamp, measure, ramp } from "./sensor.ts";

const RATED_W = 9_000;
const RATED_RPM = 20_000;
const IDLE_W = 1_050;
const RAMP_RPM_PER_S = 7_500;
const POWER_TAU_MS = 100;
/** Speed lost at 2.5 kW of cutting power. */
const DROOP = 0.011;

export class Spindle {
  readonly #random: Random;
  #freeRpm: number;
  readonly #cutW = new Lag(POWER_TAU_MS, 0);
  #speedReading: number;
  #loadReading = 0;

  constructor(random: Random, rpm: number) {
    this.#random = random;
    this.#freeRpm = rpm;
    this.#speedReading = rpm;
  }

  /** @param cutW power that the cut asks of the tool now, W. */
  step(dtMs: number, wantedRpm: number, cutW: number): void {
    this.#freeRpm = ramp(this.#freeRpm, wantedRpm, RAMP_RPM_PER_S * (dtMs / 1000));
    const drawnW = this.#cutW.step(dtMs, cutW);
    const rpm = this.rpm();
    this.#speedReading = measure(this.#random, rpm, { sigma: 0.001 * rpm, perUnit: 1 });
    const sigma = 0.2 + (0.03 * drawnW * 100) / RATED_W;
    const load = measure(this.#random, (this.powerW() * 100) / RATED_W, { sigma, perUnit: 10 });
    this.#loadReading = Math.max(load, 0);
  }

  rpm(): number {
    return this.#freeRpm * (1 - DROOP * clamp(this.#cutW.value() / 2_500, 0, 2));
  }

  /** Electrical power of the spindle, W. */
  powerW(): number {
    return this.idleW() + this.#cutW.value();
  }

  idleW(): number {
    return IDLE_W * (this.#freeRpm / RATED_RPM) ** 1.5;
  }

  /** r/min. */
  speedReading(): number {
    return this.#speedReading;
  }

  /** % of rated power. */
  loadReading(): number {
    return this.#loadReading;
  }
}
