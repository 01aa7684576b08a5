// One heated section of a continuous press. Thermal oil heats it through a valve that a controller opens
// and closes, so that the temperature swings a little around its setpoint; the mat takes heat in
// proportion to what passes. All changes are in °C/min: |dT/dt| ≤ 3 heating and ≤ 1.5 cooling naturally,
// and the temperature falls by 1 to 4 °C when cold mats come (domain reference, P5).

import { AnalogInput } from "../analog-input.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";

/** What the full mat takes. */
const MAT_C_PER_MIN = 1.2;
/** What the valve adds when open and takes when closed, around the heat that the mat needs. */
const VALVE_C_PER_MIN = 0.7;
/** The oil circuit follows the mat's need this late. */
const CIRCUIT_MS = 90_000;
const HYSTERESIS_C = 0.9;
const THERMOWELL_MS = 20_000;
/** Loss to the hall and to the neighbours, per minute and degree from the setpoint. */
const PULL_PER_MIN = 0.03;

export class PlatenSection {
  readonly #setpointC: number;
  readonly #circuit: Lag;
  readonly #thermowell: Lag;
  readonly #input: AnalogInput;
  #temperatureC: number;
  #open: boolean;

  constructor(random: Random, setpointC: number) {
    const start = random.fork("start");
    this.#setpointC = setpointC;
    this.#temperatureC = setpointC + start.between(-0.8, 0.8);
    this.#open = start.uniform() < 0.5;
    this.#circuit = new Lag(CIRCUIT_MS, MAT_C_PER_MIN);
    this.#thermowell = new Lag(THERMOWELL_MS, this.#temperatureC);
    this.#input = new AnalogInput({ random: random.fork("sensor"), range: [0, 400], sigma: 0.3 });
    this.#input.sample(this.#temperatureC);
  }

  /** True temperature. */
  temperatureC(): number {
    return this.#temperatureC;
  }

  /** As the PLC reads it. */
  readingC(): number {
    return this.#input.value();
  }

  /** @param load mat that passes, 1 is nominal. @param oilC oil supply against nominal, °C. */
  step(dtMs: number, load: number, oilC: number): void {
    const measuredC = this.#thermowell.step(dtMs, this.#temperatureC);
    if (measuredC > this.#setpointC + HYSTERESIS_C) this.#open = false;
    if (measuredC < this.#setpointC - HYSTERESIS_C) this.#open = true;
    const matCPerMin = MAT_C_PER_MIN * load;
    const circuitCPerMin = this.#circuit.step(dtMs, matCPerMin);
    const valve = this.#open ? VALVE_C_PER_MIN : -VALVE_C_PER_MIN;
    const pull = PULL_PER_MIN * (this.#setpointC - this.#temperatureC);
    const rate = circuitCPerMin - matCPerMin + valve + pull + 0.02 * oilC;
    this.#temperatureC += (rate * dtMs) / 60_000;
    this.#input.sample(this.#temperatureC);
  }
}
