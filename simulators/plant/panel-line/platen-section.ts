// One heated section of a continuous press. Thermal oil heats it through a valve that a controller opens
// and closes, so that the temperature swings a little around its setpoint; the mat takes heat in
// proportion to what passes. All flows of heat are in °C/min of the section: |dT/dt| ≤ 3 heating and ≤ 1.5
// cooling naturally, and the temperature falls by 1 to 4 °C when cold mats come (domain reference, P5).

import type { AnalogInput } from "../analog-input.ts";
import { Lag } from "../lag.ts";

/** What the full mat takes. */
const MAT_C_PER_MIN = 1.2;
/** What the valve adds when open and takes when closed, around the heat that mat and losses need. */
const VALVE_C_PER_MIN = 0.7;
/** Far below the setpoint: all that the heating program allows the platens. Far above: no heat. */
const HEATING_C_PER_MIN = 2.2;
const FAR_C = 5;
/** The oil circuit follows the mat's need this late. */
const CIRCUIT_MS = 90_000;
const HYSTERESIS_C = 0.9;
const THERMOWELL_MS = 20_000;
/** The controller's pull to the setpoint, per minute and degree. */
const PULL_PER_MIN = 0.03;
/** Loss to the hall, per minute and degree. */
const LOSS_PER_MIN = 0.0016;
/** The most the oil can give, per minute and degree that it is hotter. */
const OIL_PER_MIN = 0.11;

export interface SectionStep {
  /** Mat that passes, 1 is nominal. */
  readonly load: number;
  /** Undefined: not heated. */
  readonly setpointC: number | undefined;
  readonly oilC: number;
  readonly ambientC: number;
}

export class PlatenSection {
  readonly #circuit: Lag;
  readonly #thermowell: Lag;
  readonly #input: AnalogInput;
  #temperatureC: number;
  #open: boolean;
  #heatCPerMin = 0;

  /** @param load at the beginning, 1 is nominal. */
  constructor(input: AnalogInput, temperatureC: number, load: number, open: boolean) {
    this.#temperatureC = temperatureC;
    this.#open = open;
    this.#circuit = new Lag(CIRCUIT_MS, MAT_C_PER_MIN * load);
    this.#thermowell = new Lag(THERMOWELL_MS, temperatureC);
    this.#input = input;
    this.#input.sample(temperatureC);
  }

  /** True temperature. */
  temperatureC(): number {
    return this.#temperatureC;
  }

  /** As the PLC reads it. */
  readingC(): number {
    return this.#input.value();
  }

  /** What the oil gives now, °C/min. */
  heatCPerMin(): number {
    return this.#heatCPerMin;
  }

  step(dtMs: number, { load, setpointC, oilC, ambientC }: SectionStep): void {
    const measuredC = this.#thermowell.step(dtMs, this.#temperatureC);
    const matCPerMin = MAT_C_PER_MIN * load;
    const circuitCPerMin = this.#circuit.step(dtMs, matCPerMin);
    const lossCPerMin = LOSS_PER_MIN * (this.#temperatureC - ambientC);
    const cold = setpointC !== undefined && measuredC < setpointC + FAR_C;
    const wanted = cold ? lossCPerMin + this.#control(measuredC, setpointC, circuitCPerMin) : 0;
    const most = Math.max(OIL_PER_MIN * (oilC - this.#temperatureC), 0);
    this.#heatCPerMin = Math.min(Math.max(wanted, 0), most);
    const rate = this.#heatCPerMin - matCPerMin - lossCPerMin;
    this.#temperatureC += (rate * dtMs) / 60_000;
    this.#input.sample(this.#temperatureC);
  }

  #control(measuredC: number, setpointC: number, circuitCPerMin: number): number {
    if (measuredC > setpointC + HYSTERESIS_C) this.#open = false;
    if (measuredC < setpointC - HYSTERESIS_C) this.#open = true;
    const below = setpointC - measuredC;
    if (below > FAR_C) return Math.max(HEATING_C_PER_MIN, circuitCPerMin + VALVE_C_PER_MIN);
    return (
      circuitCPerMin + (this.#open ? VALVE_C_PER_MIN : -VALVE_C_PER_MIN) + PULL_PER_MIN * below
    );
  }
}
