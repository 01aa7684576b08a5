// Cooling water of a furnace: comes from a tower, takes the heat of shell or tuyeres, goes back. °C, m³/h, kW.

import { Lag } from "../lag.ts";

const NOMINAL_M3_H = 62;
/** kWh to warm a cubic metre of water by one kelvin. */
const KWH_PER_M3_K = 1.163;

export class CoolingWater {
  readonly #flow = new Lag(5_000, NOMINAL_M3_H);
  readonly #rise: Lag;
  #inC = 28;

  constructor(heatKw: number) {
    this.#rise = new Lag(180_000, heatKw / (NOMINAL_M3_H * KWH_PER_M3_K));
  }

  get inC(): number {
    return this.#inC;
  }

  get riseK(): number {
    return this.#rise.value();
  }

  get m3H(): number {
    return this.#flow.value();
  }

  /** @param pump share of the nominal flow. */
  step(dtMs: number, heatKw: number, pump: number, ambientC: number): void {
    // A few degrees above the air, never frozen.
    this.#inC = Math.max(ambientC + 8, 22);
    const flow = this.#flow.step(dtMs, NOMINAL_M3_H * pump);
    this.#rise.step(dtMs, heatKw / (Math.max(flow, 5) * KWH_PER_M3_K));
  }
}
