// The EVA glue pot of an edge bander: one heat capacity under a two-point controller. Heating from 25 to 190 °C
// takes about 15 minutes; glue that is used up is replaced by cold granules, so the heater's duty rises with the
// throughput (F5).

import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { measure } from "./sensor.ts";

const HEATER_W = 3_600;
const LOSS_W_PER_K = 15.6;
const CAPACITY_J_PER_K = 11_200;
/** Heating and melting of one gram of granules, J. */
const GRANULES_J_PER_G = 410;
const HYSTERESIS_C = 1.1;
const DUTY_TAU_MS = 90_000;
/** Granules melt over minutes, not at the moment when glue leaves the roller. */
const MELT_TAU_MS = 60_000;
const LOW_ALARM_C = 8;
const LOW_ALARM_OFF_C = 5;
const SENSOR = { sigma: 0.2, perUnit: 10 } as const;

export type GluePotOptions = {
  readonly random: Random;
  readonly setpointC: number;
  readonly temperatureC: number;
  readonly ambientC: number;
};

export class GluePot {
  readonly setpointC: number;
  readonly #random: Random;
  #temperatureC: number;
  #heating: boolean;
  readonly #duty: Lag;
  readonly #meltGPerS = new Lag(MELT_TAU_MS, 0);
  #low: boolean;
  #reading: number;

  constructor({ random, setpointC, temperatureC, ambientC }: GluePotOptions) {
    this.#random = random;
    this.setpointC = setpointC;
    this.#temperatureC = temperatureC;
    this.#heating = temperatureC < setpointC;
    this.#duty = new Lag(DUTY_TAU_MS, (LOSS_W_PER_K * (temperatureC - ambientC)) / HEATER_W);
    this.#low = temperatureC < setpointC - LOW_ALARM_C;
    this.#reading = temperatureC;
  }

  /**
   * @param glueGPerS glue that leaves the pot, g/s.
   * @param contactorStuck the heater gets no current whatever the controller wants.
   */
  step(dtMs: number, ambientC: number, glueGPerS: number, contactorStuck: boolean): void {
    if (this.#temperatureC < this.setpointC - HYSTERESIS_C) this.#heating = true;
    if (this.#temperatureC > this.setpointC + HYSTERESIS_C) this.#heating = false;
    if (contactorStuck) this.#heating = false;
    const meltGPerS = this.#meltGPerS.step(dtMs, glueGPerS);
    const lossW = LOSS_W_PER_K * (this.#temperatureC - ambientC);
    const netW = this.heaterW() - lossW - GRANULES_J_PER_G * meltGPerS;
    this.#temperatureC += (netW / CAPACITY_J_PER_K) * (dtMs / 1000);
    this.#duty.step(dtMs, this.#heating ? 1 : 0);
    const allowed = this.#low ? LOW_ALARM_OFF_C : LOW_ALARM_C;
    this.#low = this.#temperatureC < this.setpointC - allowed;
    this.#reading = measure(this.#random, this.#temperatureC, SENSOR);
  }

  temperatureC(): number {
    return this.#temperatureC;
  }

  reading(): number {
    return this.#reading;
  }

  heaterW(): number {
    return this.#heating ? HEATER_W : 0;
  }

  /** Share of the time that the heater was on lately, 0..1. */
  duty(): number {
    return this.#duty.value();
  }

  /** Too cold to glue: no panel may be fed. */
  isLow(): boolean {
    return this.#low;
  }
}
