// The milling spindle (9 kW on a drive): ramps to its speed in seconds, droops by 0.5 to 2 % under load, and
// its power is idle power plus chip flow times cutting energy (F1).
// Reference: domain reference A2, "P_spindle = P_idle(n) + k·Q".

import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { clamp, Instrument, ramp } from "./sensor.ts";

const RATED_W = 9_000;
const RATED_RPM = 20_000;
const IDLE_W = 1_050;
const RAMP_RPM_PER_S = 7_500;
const POWER_TAU_MS = 100;
/** Speed lost at 2.5 kW of cutting power. */
const DROOP = 0.011;
/** Output of the drive at rated power: voltage between two lines and cos φ. */
const RATED_V = 380;
const COS_PHI = 0.86;
/** Magnetising current, A. */
const IDLE_A = 5.2;
const HEAT_TAU_MS = 12 * 60_000;
const WARMER_C = 9;
const C_PER_KW = 7.5;

export class Spindle {
  readonly #speed: Instrument;
  readonly #load: Instrument;
  readonly #current: Instrument;
  readonly #power: Instrument;
  readonly #temperature: Instrument;
  #freeRpm: number;
  #wantedRpm: number;
  readonly #cutW = new Lag(POWER_TAU_MS, 0);
  readonly #temperatureC: Lag;

  /** @param rpm at the beginning. @param temperatureC of its bearings then. */
  constructor(random: Random, rpm: number, temperatureC: number) {
    const instrument = (
      name: string,
      perUnit: number,
      sigma: number,
      relativeSigma: number,
    ): Instrument =>
      new Instrument({ random: random.fork(name), sigma, relativeSigma, perUnit, least: 0 });
    this.#speed = new Instrument({
      random: random.fork("speed"),
      relativeSigma: 0.001,
      perUnit: 1,
      least: 0,
      dead: 20,
    });
    this.#load = instrument("load", 10, 0.2, 0.02);
    this.#current = instrument("current", 100, 0.05, 0.02);
    this.#power = instrument("power", 1000, 0.012, 0.02);
    this.#temperature = instrument("temperature", 10, 0.12, 0);
    this.#freeRpm = rpm;
    this.#wantedRpm = rpm;
    this.#temperatureC = new Lag(HEAT_TAU_MS, temperatureC);
  }

  /** @param cutW power that the cut asks of the tool now, W. */
  step(dtMs: number, wantedRpm: number, cutW: number): void {
    this.#wantedRpm = wantedRpm;
    this.#freeRpm = ramp(this.#freeRpm, wantedRpm, RAMP_RPM_PER_S * (dtMs / 1000));
    this.#cutW.step(dtMs, cutW);
    const watts = this.powerW();
    this.#speed.sample(this.rpm());
    this.#load.sample((watts * 100) / RATED_W);
    this.#power.sample(watts / 1000);
    this.#current.sample(this.currentA());
  }

  /** @param cooled whether its cooling works. Slow: the bearings have minutes. */
  warm(dtMs: number, ambientC: number, cooled: boolean): void {
    const rise = (WARMER_C * this.#freeRpm) / RATED_RPM + (C_PER_KW * this.powerW()) / 1000;
    this.#temperature.sample(this.#temperatureC.step(dtMs, ambientC + (cooled ? 1 : 2.3) * rise));
  }

  rpm(): number {
    return this.#freeRpm * (1 - DROOP * clamp(this.#cutW.value() / 2_500, 0, 2));
  }

  /** Commanded, r/min. */
  wantedRpm(): number {
    return this.#wantedRpm;
  }

  /** Electrical power of the spindle, W. */
  powerW(): number {
    return this.idleW() + this.#cutW.value();
  }

  idleW(): number {
    const share = this.#freeRpm / RATED_RPM;
    return IDLE_W * share * Math.sqrt(share);
  }

  currentA(): number {
    if (this.#freeRpm < 20) return 0;
    const active = this.powerW() / (Math.sqrt(3) * RATED_V * COS_PHI);
    return Math.sqrt(active * active + IDLE_A * IDLE_A);
  }

  temperatureC(): number {
    return this.#temperatureC.value();
  }

  /** % of rated power, without noise. */
  loadPercent(): number {
    return (this.powerW() * 100) / RATED_W;
  }

  /** r/min, % of rated power, A, kW, °C. */
  readings(): Readonly<Record<"speed" | "load" | "current" | "power" | "temperature", number>> {
    return {
      speed: this.#speed.value(),
      load: this.#load.value(),
      current: this.#current.value(),
      power: this.#power.value(),
      temperature: this.#temperature.value(),
    };
  }
}
