// Central dust extraction: one fan on a drive for all machines, and bag filters that are cleaned by pulses of air.
// The first machine that is switched on starts it, and it runs on for a while after the last one (F6). Every open
// gate costs fan power and suction; dust on the bags makes the sawtooth of the filter's pressure.

import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { Instrument, ramp } from "./sensor.ts";

const FAN_TAU_MS = 1_500;
/** The drive takes this long to full speed. */
const RAMP_S = 14;
const RUN_ON_MS = 45_000;
const BASE_W = 39_500;
const GATE_W = 2_600;
const OFF_W = 90;
const CLEAN_PA = 880;
/** A pulse blows off this share of the cake, at this pressure. */
const PULSE_SHARE = 0.62;
const PULSE_PA = 1_240;
/** Suction at a hood below this is none. */
const LEAST_SUCTION_PA = 800;

export class DustExtraction {
  readonly #random: Random;
  readonly #air: Drift;
  readonly #fan: Instrument;
  readonly #filter: Instrument;
  readonly #fanW: Lag;
  #on: boolean;
  /** Of full speed, 0..1. */
  #speed: number;
  #runOnMs = 0;
  #cakePa: number;
  #pulses = 0;

  constructor(random: Random, on: boolean) {
    this.#random = random.fork("pulses");
    this.#air = new Drift(random.fork("air"), { sigma: 500, tauMs: 60_000, limit: 1_500 });
    this.#fan = new Instrument({
      random: random.fork("fan"),
      sigma: 0.02,
      relativeSigma: 0.005,
      perUnit: 100,
      least: 0,
    });
    this.#filter = new Instrument({
      random: random.fork("filter"),
      sigma: 7,
      perUnit: 1,
      least: 0,
    });
    this.#cakePa = random.between(150, 320);
    this.#on = on;
    this.#speed = on ? 1 : 0;
    this.#fanW = new Lag(FAN_TAU_MS, on ? BASE_W + 3 * GATE_W : 0);
  }

  /** @param wanted a machine is switched on. @param gates suction gates that are open now, 0..5. */
  step(dtMs: number, wanted: boolean, gates: number): void {
    this.#runOnMs = wanted ? RUN_ON_MS : Math.max(this.#runOnMs - dtMs, 0);
    this.#on = this.#runOnMs > 0;
    this.#speed = ramp(this.#speed, this.#on ? 1 : 0, dtMs / 1000 / RAMP_S);
    this.#air.step(dtMs);
    const full = BASE_W + GATE_W * gates + this.#air.value() + 6 * (this.#cakePa - 200);
    // Power of a fan goes with the cube of its speed; one that coasts takes none.
    this.#fanW.step(dtMs, this.#on ? full * this.#speed ** 3 : 0);
    this.#cakePa += (this.#speed > 0.5 ? 1.2 + 1.1 * gates : 0) * (dtMs / 1000);
    if (CLEAN_PA + this.#cakePa > PULSE_PA) {
      this.#cakePa *= 1 - PULSE_SHARE * this.#random.between(0.9, 1.1);
      this.#pulses += 1;
    }
    this.#fan.sample(this.fanW() / 1000);
    this.#filter.sample(this.filterPa());
  }

  get on(): boolean {
    return this.#on;
  }

  filterPa(): number {
    return (CLEAN_PA + this.#cakePa) * this.#speed * this.#speed;
  }

  /** Suction at the hood of a machine, Pa: with the square of the fan's speed. */
  suctionPa(gates: number): number {
    const full = 2_380 - 85 * gates - 0.7 * this.#cakePa + 0.03 * this.#air.value();
    return full * this.#speed * this.#speed;
  }

  /** @param suctionPa as it is at the hoods. */
  static enough(suctionPa: number): boolean {
    return suctionPa > LEAST_SUCTION_PA;
  }

  fanW(): number {
    return this.#fanW.value() + OFF_W;
  }

  /** Cleaning pulses since the start. */
  pulses(): number {
    return this.#pulses;
  }

  /** kW and Pa. */
  readings(): { readonly fanKw: number; readonly filterPa: number } {
    return { fanKw: this.#fan.value(), filterPa: this.#filter.value() };
  }
}
