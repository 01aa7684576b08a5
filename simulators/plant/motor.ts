// A three-phase motor on a drive: at idle it draws a fifth to a third of its load (domain reference, P8
// and X4), it follows its load with its own time constant, and its current is that of its power at the
// present voltage.

import { Lag } from "./lag.ts";
import type { Random } from "./random.ts";

export interface MotorOptions {
  readonly random: Random;
  /** Drawn at load 1, kW. */
  readonly ratedKw: number;
  /** Share of `ratedKw` that is drawn at load 0. */
  readonly idleShare: number;
  readonly tauMs: number;
  /** Share of `ratedKw` as reactive power, kvar, at any load. */
  readonly reactiveShare?: number;
  /** Power wavers by this share from step to step. */
  readonly ripple?: number;
  /** At the beginning. */
  readonly load: number;
}

export interface Consumption {
  readonly kw: number;
  readonly kvar: number;
}

export class Motor implements Consumption {
  readonly #options: MotorOptions;
  readonly #power: Lag;
  #kw: number;
  #kvar = 0;
  #currentA = 0;

  constructor(options: MotorOptions) {
    this.#options = options;
    this.#power = new Lag(options.tauMs, this.#wanted(options.load));
    this.#kw = this.#power.value();
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

  /** @param load 0 idle, 1 rated; may exceed 1. @param lineVoltageV between two lines. */
  step(dtMs: number, load: number, lineVoltageV: number): void {
    const { random, ratedKw, reactiveShare = 0.45, ripple = 0.004 } = this.#options;
    this.#kw = this.#power.step(dtMs, this.#wanted(load)) * (1 + ripple * random.normal());
    // Magnetising power follows the square of the voltage.
    this.#kvar = ratedKw * reactiveShare * (lineVoltageV / 400) ** 2;
    this.#currentA = (1000 * Math.hypot(this.#kw, this.#kvar)) / (Math.sqrt(3) * lineVoltageV);
  }

  #wanted(load: number): number {
    const { ratedKw, idleShare } = this.#options;
    return ratedKw * (idleShare + (1 - idleShare) * load);
  }
}
