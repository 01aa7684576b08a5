// The control loop inside a temperature controller: noisy sensor, input filter, PI with anti-windup,
// deviation alarm. Temperatures °C, output 0..1.

import type { Random } from "./random.ts";

/** Full output at this many degrees below the setpoint, unless the loop says otherwise. */
const PROPORTIONAL_BAND_C = 12;
const INTEGRAL_MS = 400_000;
const FILTER_MS = 5_000;
const SENSOR_SIGMA_C = 0.3;

export interface TemperatureControllerOptions {
  readonly random: Random;
  readonly setpointC: number;
  /** Alarm 1 is on while |PV − SP| is above this. */
  readonly deviationAlarmC: number;
  readonly temperatureC: number;
  /** Output to begin with, 0..1. */
  readonly output: number;
  /** Degrees below the setpoint that ask for full output. */
  readonly proportionalBandC?: number;
  readonly integralMs?: number;
  /** Standard deviation of the sensor, °C. */
  readonly sensorSigmaC?: number;
}

export class TemperatureController {
  readonly setpointC: number;
  readonly deviationAlarmC: number;
  readonly #random: Random;
  readonly #proportionalBandC: number;
  readonly #integralMs: number;
  readonly #sensorSigmaC: number;
  #processValueC: number;
  #filteredC: number;
  #integral: number;
  #output: number;

  constructor(options: TemperatureControllerOptions) {
    this.setpointC = options.setpointC;
    this.deviationAlarmC = options.deviationAlarmC;
    this.#random = options.random;
    this.#proportionalBandC = options.proportionalBandC ?? PROPORTIONAL_BAND_C;
    this.#integralMs = options.integralMs ?? INTEGRAL_MS;
    this.#sensorSigmaC = options.sensorSigmaC ?? SENSOR_SIGMA_C;
    this.#processValueC = options.temperatureC;
    this.#filteredC = options.temperatureC;
    this.#integral = options.output;
    this.#output = options.output;
  }

  /** What the sensor said last, noise included. */
  processValueC(): number {
    return this.#processValueC;
  }

  output(): number {
    return this.#output;
  }

  alarm(): boolean {
    return Math.abs(this.#filteredC - this.setpointC) > this.deviationAlarmC;
  }

  step(dtMs: number, temperatureC: number): void {
    this.#processValueC = temperatureC + this.#sensorSigmaC * this.#random.normal();
    const share = 1 - Math.exp(-dtMs / FILTER_MS);
    this.#filteredC += share * (this.#processValueC - this.#filteredC);
    const errorBands = (this.setpointC - this.#filteredC) / this.#proportionalBandC;
    const wanted = errorBands + this.#integral;
    this.#output = Math.min(Math.max(wanted, 0), 1);
    // Integrating against a saturated output would overshoot by minutes after a cold start.
    if (wanted === this.#output) this.#integral += errorBands * (dtMs / this.#integralMs);
  }
}
