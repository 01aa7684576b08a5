// A motor that is switched on and off. Switched straight to the line it draws a multiple of its rated
// current at a poor power factor for some seconds; on a drive it ramps up without any rush (domain
// reference, X4: 3 to 7 times for 2 to 8 s, then the current of its load). Off, it draws nothing.

import { type Consumption, Motor, type MotorOptions } from "./motor.ts";

export interface SwitchedMotorOptions extends MotorOptions {
  readonly start: "direct" | "drive";
  /** At the beginning. */
  readonly on: boolean;
}

const RATED_POWER_FACTOR = 0.86;
const RUSH_POWER_FACTOR = 0.35;
const RUSH_TIMES = [3.2, 5.5] as const;
const RUSH_MS = [2_500, 5_500] as const;
const RAMP_MS = 8_000;

export class SwitchedMotor implements Consumption {
  readonly #options: SwitchedMotorOptions;
  readonly #motor: Motor;
  #on: boolean;
  /** Since it was switched on. */
  #onMs = Number.POSITIVE_INFINITY;
  #rushMs = 0;
  #rushTimes = 0;
  #kw = 0;
  #kvar = 0;
  #currentA = 0;

  constructor(options: SwitchedMotorOptions) {
    this.#options = options;
    this.#motor = new Motor(options);
    this.#on = options.on;
    if (options.on) this.#kw = this.#motor.kw;
  }

  get kw(): number {
    return this.#kw;
  }

  get kvar(): number {
    return this.#kvar;
  }

  /** In each line, A. */
  get currentA(): number {
    return this.#currentA;
  }

  on(): boolean {
    return this.#on;
  }

  /** @param load 0 idle, 1 rated. @param lineVoltageV between two lines. */
  step(dtMs: number, on: boolean, load: number, lineVoltageV: number): void {
    if (on && !this.#on) this.#begin();
    this.#on = on;
    if (!on) {
      this.#kw = 0;
      this.#kvar = 0;
      this.#currentA = 0;
      return;
    }
    this.#motor.step(dtMs, load, lineVoltageV);
    this.#kw = this.#motor.kw;
    this.#kvar = this.#motor.kvar;
    if (this.#options.start === "drive") this.#ramp();
    else if (this.#onMs < this.#rushMs) this.#rush(lineVoltageV);
    this.#onMs += dtMs;
    this.#currentA = (1000 * Math.hypot(this.#kw, this.#kvar)) / (Math.sqrt(3) * lineVoltageV);
  }

  #begin(): void {
    const { random } = this.#options;
    this.#onMs = 0;
    this.#rushMs = random.between(...RUSH_MS);
    this.#rushTimes = random.between(...RUSH_TIMES);
  }

  #ramp(): void {
    if (this.#onMs >= RAMP_MS) return;
    const share = this.#onMs / RAMP_MS;
    this.#kw *= share;
    this.#kvar *= share;
  }

  #rush(lineVoltageV: number): void {
    const { ratedKw } = this.#options;
    const kva = (this.#rushTimes * ratedKw * (lineVoltageV / 400) ** 2) / RATED_POWER_FACTOR;
    // It falls off as the rotor comes up to speed.
    const share = 1 - 0.3 * (this.#onMs / this.#rushMs);
    this.#kw = kva * share * RUSH_POWER_FACTOR;
    this.#kvar = kva * share * Math.sqrt(1 - RUSH_POWER_FACTOR ** 2);
  }
}
