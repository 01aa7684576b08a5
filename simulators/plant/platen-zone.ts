// One electrically heated platen zone of a press: a heavy block of steel that gains heat from its
// heater and loses it to the hall and to the cold mats.
// The numbers keep |dT/dt| ≤ 3 °C/min whatever heater and mats do, and natural cooling ≤ 1.5 °C/min
// (domain reference, P5).

export interface PlatenZoneOptions {
  /** Heat that warms the zone by one degree, J/K. */
  readonly heatCapacityJPerK: number;
  /** Loss to the hall, W/K. */
  readonly lossWPerK: number;
  /** Heater power at full output and nominal voltage, W. */
  readonly heaterW: number;
  readonly temperatureC: number;
}

export class PlatenZone {
  readonly #options: PlatenZoneOptions;
  #temperatureC: number;

  constructor(options: PlatenZoneOptions) {
    this.#options = options;
    this.#temperatureC = options.temperatureC;
  }

  /** The true temperature, without any sensor. */
  temperatureC(): number {
    return this.#temperatureC;
  }

  /** Heater output that holds `temperatureC` without mats, 0..1. */
  holdingOutput(temperatureC: number, ambientC: number): number {
    return (this.#options.lossWPerK * (temperatureC - ambientC)) / this.#options.heaterW;
  }

  /** What the heater draws: resistive, so it follows the square of the voltage. `output` 0..1. */
  heaterPowerW(output: number, voltageV: number): number {
    return output * this.#options.heaterW * (voltageV / 230) ** 2;
  }

  step(dtMs: number, heaterPowerW: number, matLoadW: number, ambientC: number): void {
    const lossW = this.#options.lossWPerK * (this.#temperatureC - ambientC);
    const netW = heaterPowerW - lossW - matLoadW;
    this.#temperatureC += (netW / this.#options.heatCapacityJPerK) * (dtMs / 1000);
  }
}
