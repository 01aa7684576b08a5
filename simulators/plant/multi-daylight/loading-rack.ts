// Between former and daylight press: mats are cut to length one by one and wait in the rack until the press
// takes a whole load. The level of the rack sets the forming speed, so that the former hardly ever stands.

import { Lag } from "../lag.ts";
import { OPENINGS } from "./daylight-recipe.ts";

const CAPACITY = 2 * OPENINGS;
/** Level that the forming speed aims at, on average over some loads. */
const TARGET = 8;
const SMOOTHING_MS = 500_000;
const PULL = 0.03;
const RAMP_MM_S2 = 40;

export class LoadingRack {
  readonly #matLengthMm: number;
  readonly #level: Lag;
  #mats: number[] = [];
  #matMm = 0;
  /** Weight times length of the mat that is being laid. */
  #weightMm = 0;
  #speedMmS: number;

  /** @param weights of the mats in it at the beginning, kg/m². */
  constructor(matLengthMm: number, speedMmS: number, weights: readonly number[]) {
    this.#matLengthMm = matLengthMm;
    this.#speedMmS = speedMmS;
    this.#mats = [...weights];
    this.#level = new Lag(SMOOTHING_MS, TARGET);
  }

  mats(): number {
    return this.#mats.length;
  }

  /** Of the forming belt. */
  speedMmS(): number {
    return this.#speedMmS;
  }

  /** Mats of one load, or none while there are not enough. */
  take(): readonly number[] {
    return this.#mats.length < OPENINGS ? [] : this.#mats.splice(0, OPENINGS);
  }

  /** What is left of an order goes back to the bin. */
  clear(): void {
    this.#mats = [];
    this.#matMm = 0;
    this.#weightMm = 0;
  }

  /** @param wantedMmS forming speed that keeps up with the press. @param areaWeight laid now, kg/m². */
  step(dtMs: number, wantedMmS: number, areaWeight: number): void {
    const level = this.#level.step(dtMs, this.#mats.length + this.#matMm / this.#matLengthMm);
    const pull = 1 + PULL * (TARGET - level);
    const wanted =
      this.#mats.length >= CAPACITY ? 0 : wantedMmS * Math.min(Math.max(pull, 0.7), 1.2);
    const most = (RAMP_MM_S2 * dtMs) / 1000;
    this.#speedMmS += Math.min(Math.max(wanted - this.#speedMmS, -most), most);
    if (areaWeight <= 0) return;
    const movedMm = (this.#speedMmS * dtMs) / 1000;
    this.#matMm += movedMm;
    this.#weightMm += areaWeight * movedMm;
    if (this.#matMm < this.#matLengthMm) return;
    this.#mats.push(this.#weightMm / this.#matMm);
    this.#matMm -= this.#matLengthMm;
    this.#weightMm = areaWeight * this.#matMm;
  }
}
