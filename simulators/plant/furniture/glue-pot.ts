// The EVA glue pot of an edge bander: one heat capacity under a two-point controller. Heating from 25 to 190 °C
// takes about 15 minutes; glue that is used up is replaced by cold granules, so the heater's duty rises with the
// throughput (F5). The roller that carries the glue to the edge is warmed by it and cooled by the air.

import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { Instrument } from "./sensor.ts";

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
const ROLLER_TAU_MS = 75_000;
/** The roller stays below the pot by this share of what the pot is above the hall. */
const ROLLER_SHARE = 0.985;

export type GluePotOptions = {
  readonly random: Random;
  readonly setpointC: number;
  readonly temperatureC: number;
  readonly ambientC: number;
};

export type PotSituation = {
  readonly ambientC: number;
  /** Glue that leaves the pot, g/s. */
  readonly glueGPerS: number;
  /** The heater gets no current whatever the controller wants: switched off, or its contactor is stuck. */
  readonly dead: boolean;
};

export class GluePot {
  readonly setpointC: number;
  readonly #sensor: Instrument;
  readonly #rollerSensor: Instrument;
  #temperatureC: number;
  #heating: boolean;
  readonly #duty: Lag;
  readonly #meltGPerS = new Lag(MELT_TAU_MS, 0);
  readonly #rollerC: Lag;
  #low: boolean;

  constructor({ random, setpointC, temperatureC, ambientC }: GluePotOptions) {
    this.setpointC = setpointC;
    this.#sensor = new Instrument({ random, sigma: 0.2, perUnit: 10 });
    this.#rollerSensor = new Instrument({ random: random.fork("roller"), sigma: 0.2, perUnit: 10 });
    this.#temperatureC = temperatureC;
    this.#heating = temperatureC > ambientC + 20 && temperatureC < setpointC;
    const lossW = LOSS_W_PER_K * Math.max(temperatureC - ambientC, 0);
    this.#duty = new Lag(DUTY_TAU_MS, lossW / HEATER_W);
    this.#rollerC = new Lag(ROLLER_TAU_MS, ambientC + ROLLER_SHARE * (temperatureC - ambientC));
    this.#low = temperatureC < setpointC - LOW_ALARM_C;
    this.#sensor.sample(temperatureC);
    this.#rollerSensor.sample(this.#rollerC.value());
  }

  step(dtMs: number, { ambientC, glueGPerS, dead }: PotSituation): void {
    if (this.#temperatureC < this.setpointC - HYSTERESIS_C) this.#heating = true;
    if (this.#temperatureC > this.setpointC + HYSTERESIS_C || dead) this.#heating = false;
    const meltGPerS = this.#meltGPerS.step(dtMs, glueGPerS);
    const lossW = LOSS_W_PER_K * (this.#temperatureC - ambientC);
    const netW = this.heaterW() - lossW - GRANULES_J_PER_G * meltGPerS;
    this.#temperatureC += (netW / CAPACITY_J_PER_K) * (dtMs / 1000);
    this.#duty.step(dtMs, this.#heating ? 1 : 0);
    this.#rollerC.step(dtMs, ambientC + ROLLER_SHARE * (this.#temperatureC - ambientC));
    const allowed = this.#low ? LOW_ALARM_OFF_C : LOW_ALARM_C;
    this.#low = this.#temperatureC < this.setpointC - allowed;
    this.#sensor.sample(this.#temperatureC);
    this.#rollerSensor.sample(this.#rollerC.value());
  }

  temperatureC(): number {
    return this.#temperatureC;
  }

  reading(): number {
    return this.#sensor.value();
  }

  rollerC(): number {
    return this.#rollerC.value();
  }

  rollerReading(): number {
    return this.#rollerSensor.value();
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
