// Compressed air: the compressor loads at the lower pressure and unloads at the upper one, so the net's
// pressure is a sawtooth between 6.0 and 7.5 bar (domain reference A1). Bags, clamps and leaks empty it.

import type { Instruments } from "../instruments.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { SwitchedMotor } from "../switched-motor.ts";

const LOAD_BAR = 6.2;
const UNLOAD_BAR = 7.2;
const FILL_BAR_S = 0.05;
const LEAK_BAR_S = 0.004;
const USE_BAR_S = 0.02;

export class CompressedAir {
  readonly motor: SwitchedMotor;
  readonly #pressure;
  #bar: number;
  #loaded = false;

  constructor(random: Random, instruments: Instruments, motorKw: number, running: boolean) {
    this.#bar = random.between(LOAD_BAR, UNLOAD_BAR);
    this.motor = new SwitchedMotor({
      random: random.fork("motor"),
      ratedKw: motorKw,
      idleShare: 0.35,
      tauMs: 1_500,
      load: 0.4,
      start: "drive",
      on: running,
    });
    this.#pressure = instruments.input("air.pressure");
  }

  /** @param use of the line, 1 is nominal. */
  step(dtMs: number, on: boolean, use: number, lineVoltageV: number): void {
    if (this.#bar < LOAD_BAR) this.#loaded = true;
    if (this.#bar > UNLOAD_BAR) this.#loaded = false;
    const filling = on && this.#loaded;
    const drawn = LEAK_BAR_S * Math.min(this.#bar / LOAD_BAR, 1) + USE_BAR_S * use;
    this.#bar = Math.max(this.#bar + (((filling ? FILL_BAR_S : 0) - drawn) * dtMs) / 1000, 0);
    this.motor.step(dtMs, on, filling ? 1 : 0, lineVoltageV);
    this.#pressure.sample(this.#bar);
  }

  points(): Points {
    return { pressure: () => this.#pressure.value() };
  }
}
