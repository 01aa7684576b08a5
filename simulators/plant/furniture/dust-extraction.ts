// Central dust extraction: one fan on a drive for all machines, and bag filters that are cleaned by pulses of air.
// It runs before the first machine and as long as any is on (F6). Every open gate costs fan power and suction;
// dust on the bags makes the sawtooth of the filter's pressure.

import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { measure } from "./sensor.ts";

const FAN_TAU_MS = 1_500;
const BASE_W = 39_500;
const GATE_W = 2_600;
const CLEAN_PA = 880;
/** A pulse blows off this share of the cake, at this pressure. */
const PULSE_SHARE = 0.62;
const PULSE_PA = 1_240;
const POWER = { sigma: 0.25, perUnit: 100 } as const;
const FILTER = { sigma: 7, perUnit: 1 } as const;

export class DustExtraction {
  readonly #noise: Random;
  readonly #air: Drift;
  readonly #fanW = new Lag(FAN_TAU_MS, BASE_W + 3 * GATE_W);
  #cakePa: number;
  #pulses = 0;
  #readings = { fanKw: 0, filterPa: 0 };

  constructor(random: Random) {
    this.#noise = random.fork("noise");
    this.#air = new Drift(random.fork("air"), { sigma: 500, tauMs: 60_000, limit: 1_500 });
    this.#cakePa = random.between(150, 320);
  }

  /** @param gates suction gates that are open now, 0..4. */
  step(dtMs: number, gates: number): void {
    this.#air.step(dtMs);
    const wanted = BASE_W + GATE_W * gates + this.#air.value() + 6 * (this.#cakePa - 200);
    const fanW = this.#fanW.step(dtMs, wanted);
    this.#cakePa += (1.2 + 1.1 * gates) * (dtMs / 1000);
    if (CLEAN_PA + this.#cakePa > PULSE_PA) {
      this.#cakePa *= 1 - PULSE_SHARE * this.#noise.between(0.9, 1.1);
      this.#pulses += 1;
    }
    this.#readings = {
      fanKw: measure(this.#noise, fanW / 1000, POWER),
      filterPa: measure(this.#noise, this.filterPa(), FILTER),
    };
  }

  filterPa(): number {
    return CLEAN_PA + this.#cakePa;
  }

  /** Suction at the hood of a machine, Pa. */
  suctionPa(gates: number): number {
    return 2_380 - 85 * gates - 0.7 * this.#cakePa + 0.03 * this.#air.value();
  }

  fanW(): number {
    return this.#fanW.value();
  }

  /** Cleaning pulses since the start. */
  pulses(): number {
    return this.#pulses;
  }

  /** kW and Pa. */
  readings(): { readonly fanKw: number; readonly filterPa: number } {
    return this.#readings;
  }
}
