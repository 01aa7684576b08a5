// The screw compressor of the cell: loads below 6.3 bar and idles above 7.3, so pressure and power are a sawtooth.

import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";

const LOW_BAR = 6.3;
const HIGH_BAR = 7.3;
const LOADED_W = 15_500;
const IDLE_W = 4_600;
const DELIVERY_BAR_PER_S = 0.062;

export class Compressor {
  readonly #random: Random;
  #bar: number;
  #loaded = true;
  readonly #powerW = new Lag(1_200, LOADED_W);

  constructor(random: Random) {
    this.#random = random;
    this.#bar = random.between(6.4, 7.2);
  }

  /** @param users machines that use air now. */
  step(dtMs: number, users: number): void {
    const used = (0.006 + 0.006 * users) * (1 + 0.1 * this.#random.normal());
    this.#bar += ((this.#loaded ? DELIVERY_BAR_PER_S : 0) - used) * (dtMs / 1000);
    if (this.#bar < LOW_BAR) this.#loaded = true;
    if (this.#bar > HIGH_BAR) this.#loaded = false;
    this.#powerW.step(dtMs, this.#loaded ? LOADED_W : IDLE_W);
  }

  bar(): number {
    return this.#bar;
  }

  powerW(): number {
    return this.#powerW.value();
  }
}
