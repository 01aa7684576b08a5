// A three-phase motor that is switched: on a drive it ramps up and down, direct on line it draws a multiple of
// its rated current for some seconds (domain reference, X4). Windage falls with the cube of the speed; what
// spins up takes its kinetic energy from the mains. At rest and switched off it draws nothing.

import { Lag } from "../lag.ts";
import type { Consumption } from "../motor.ts";
import type { Random } from "../random.ts";

export interface WoolDriveOptions {
  readonly random: Random;
  /** Drawn at full speed and load 1, kW. */
  readonly ratedKw: number;
  /** Share of `ratedKw` that is drawn at full speed and load 0. */
  readonly idleShare: number;
  readonly ratedRpm?: number;
  /** From rest to full speed, and back. */
  readonly rampMs: number;
  /** Direct on line: the inrush lasts `rampMs` and is that many times the rated current. */
  readonly inrush?: number;
  /** How fast power follows load. */
  readonly tauMs: number;
  readonly reactiveShare?: number;
  readonly ripple?: number;
  readonly on: boolean;
  readonly load: number;
}

export class WoolDrive implements Consumption {
  readonly #options: WoolDriveOptions;
  readonly #load: Lag;
  /** Share of full speed. */
  #speed: number;
  #kw = 0;
  #kvar = 0;
  #currentA = 0;

  constructor(options: WoolDriveOptions) {
    this.#options = options;
    this.#load = new Lag(options.tauMs, options.load);
    this.#speed = options.on ? 1 : 0;
    this.step(100, options.on, options.load, 400);
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

  /** 0 at rest … 1 at full speed. */
  speed(): number {
    return this.#speed;
  }

  rpm(): number {
    return this.#speed * (this.#options.ratedRpm ?? 0);
  }

  /** @param load 0 idle, 1 rated, at full speed. @param lineVoltageV between two lines. */
  step(dtMs: number, on: boolean, load: number, lineVoltageV: number): void {
    const { ratedKw, idleShare, rampMs, inrush, reactiveShare = 0.3 } = this.#options;
    const share = this.#load.step(dtMs, on ? load : 0);
    if (!on && this.#speed === 0) {
      this.#kw = 0;
      this.#kvar = 0;
      this.#currentA = 0;
      return;
    }
    const change = dtMs / rampMs;
    const starting = on && this.#speed < 1;
    this.#speed = on ? Math.min(this.#speed + change, 1) : Math.max(this.#speed - change, 0);
    const speed = this.#speed;
    const { random, ripple = 0.004 } = this.#options;
    const running = idleShare * speed ** 3 + (1 - idleShare) * share * speed;
    // Kinetic energy ½Jω² at a constant ramp: power in proportion to the speed.
    const spinUp = starting && inrush === undefined ? 0.35 * speed : 0;
    this.#kw = ratedKw * (running + spinUp + 0.01) * (1 + ripple * random.normal());
    const magnetising = (lineVoltageV / 400) ** 2;
    this.#kvar = ratedKw * reactiveShare * magnetising * (inrush === undefined ? speed : 1);
    if (starting && inrush !== undefined) {
      // A locked rotor is mostly reactance: power factor about 0.35.
      this.#kw = ratedKw * inrush * 0.35;
      this.#kvar = ratedKw * inrush * 0.94;
    }
    this.#currentA =
      (1000 * Math.sqrt(this.#kw * this.#kw + this.#kvar * this.#kvar)) /
      (Math.sqrt(3) * lineVoltageV);
  }
}
