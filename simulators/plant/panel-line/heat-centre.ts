// The energy centre: burns sander dust, bark and chips for the thermal oil of the press and the hot gas of
// the dryer. The oil gives Q = ρ·cp·V̇·ΔT, so its return is the colder the more the press takes (domain
// reference, P5). °C, kW, m³/h, kg/h.

import { Alarm } from "../alarm.ts";
import { Drift } from "../drift.ts";
import type { Instruments } from "../instruments.ts";
import { Lag } from "../lag.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { SwitchedMotor } from "../switched-motor.ts";
import { panelState } from "./panel-state.ts";

const OIL_C = 262;
/** The boiler's own limit when it comes from cold. */
const RISE_C_PER_MIN = 3.5;
const COOLING_MS = 9 * 3_600_000;
/** Thermal oil at 260 °C. */
export const OIL_KJ_PER_M3_K = 2_125;
const PIPE_MS = 120_000;
/** Mix of dust, bark and chips, times the efficiency of boiler and chamber. */
const LOWER_HEATING_KJ_KG = 16_000;
const EFFICIENCY = 0.88;
const FIRE_MS = 600_000;
const LOSS_SHARE = 0.04;

export interface HeatCentreOptions {
  readonly random: Random;
  readonly instruments: Instruments;
  readonly events: EventBook;
  /** Oil flow with all pumps, m³/h. */
  readonly oilM3H: number;
  readonly motorKw: number;
  readonly hot: boolean;
  readonly pressKw: number;
  readonly dryerKw: number;
  readonly ambientC: number;
}

export interface HeatCentreStep {
  readonly on: boolean;
  /** Heat that the press takes from the oil. */
  readonly pressKw: number;
  /** Heat of the dryer's gas. */
  readonly dryerKw: number;
  readonly ambientC: number;
}

export class HeatCentre {
  readonly motor: SwitchedMotor;
  readonly #oilM3H: number;
  readonly #oilDrift: Drift;
  readonly #flowDrift: Drift;
  readonly #flow: Lag;
  readonly #dropC: Lag;
  readonly #fireKw: Lag;
  readonly #inputs;
  readonly #oilHigh: Alarm;
  #oilC: number;
  #on: boolean;

  constructor(options: HeatCentreOptions) {
    const { random, instruments, events, oilM3H, hot, pressKw, dryerKw, ambientC } = options;
    this.#oilM3H = oilM3H;
    this.#on = hot;
    this.#oilDrift = new Drift(random.fork("oil"), { sigma: 1.5, tauMs: 600_000, limit: 6 });
    this.#flowDrift = new Drift(random.fork("flow"), { sigma: 0.006, tauMs: 900_000, limit: 0.02 });
    this.#oilC = hot ? OIL_C + this.#oilDrift.value() : ambientC;
    this.#flow = new Lag(10_000, hot ? oilM3H : 0);
    this.#dropC = new Lag(PIPE_MS, hot ? dropC(pressKw, oilM3H) : 0);
    this.#fireKw = new Lag(FIRE_MS, hot ? (pressKw + dryerKw) * (1 + LOSS_SHARE) : 0);
    this.motor = new SwitchedMotor({
      random: random.fork("motor"),
      ratedKw: options.motorKw,
      idleShare: 0.4,
      tauMs: 5_000,
      load: 0.9,
      start: "drive",
      on: hot,
    });
    this.#inputs = {
      fuel: instruments.input("heat-centre.flow.fuel", 20),
      oil: instruments.input("heat-centre.flow.oil", 2),
      oilIn: instruments.input("press.temperature.oil.in"),
      oilOut: instruments.input("press.temperature.oil.out"),
    };
    this.#oilHigh = new Alarm({
      events,
      equipment: "heat-centre",
      alarm: "alarm.oil-high",
      priority: "high",
      when: "above",
      limit: 285,
      deadband: 3,
      delayMs: 10_000,
    });
  }

  /** Of the supply. */
  oilC(): number {
    return this.#oilC;
  }

  oilOutC(): number {
    return this.#oilC - this.#dropC.value();
  }

  flowM3H(): number {
    return this.#flow.value();
  }

  fuelKgH(): number {
    return (this.#fireKw.value() * 3600) / LOWER_HEATING_KJ_KG / EFFICIENCY;
  }

  step(dtMs: number, given: HeatCentreStep, lineVoltageV: number): void {
    this.#on = given.on;
    this.#oilDrift.step(dtMs);
    this.#flowDrift.step(dtMs);
    this.#oil(dtMs, given);
    const flowM3H = given.on ? this.#oilM3H * (1 + this.#flowDrift.value()) : 0;
    this.#flow.step(dtMs, flowM3H);
    this.#dropC.step(dtMs, this.#flow.value() > 1 ? dropC(given.pressKw, this.#flow.value()) : 0);
    const wantedKw = given.on ? (given.pressKw + given.dryerKw) * (1 + LOSS_SHARE) + 400 : 0;
    this.#fireKw.step(dtMs, wantedKw);
    this.motor.step(dtMs, given.on, wantedKw > 3_000 ? 0.9 : 0.3, lineVoltageV);
    this.#oilHigh.step(dtMs, this.#oilC);
    this.#inputs.fuel.sample(this.fuelKgH());
    this.#inputs.oil.sample(this.#flow.value());
    this.#inputs.oilIn.sample(this.#oilC);
    this.#inputs.oilOut.sample(this.oilOutC());
  }

  points(): Points {
    return {
      state: () => {
        if (!this.#on) return panelState.stopped;
        return this.#oilC < OIL_C - 15 ? panelState.heating : panelState.producing;
      },
      fault: () => false,
      "flow.fuel": () => this.#inputs.fuel.value(),
      "flow.oil": () => this.#inputs.oil.value(),
      "alarm.oil-high": () => this.#oilHigh.active(),
    };
  }

  /** Of the press, where the oil's sensors sit. */
  oilPoints(): Points {
    return {
      "temperature.oil.in": () => this.#inputs.oilIn.value(),
      "temperature.oil.out": () => this.#inputs.oilOut.value(),
    };
  }

  #oil(dtMs: number, { on, ambientC }: HeatCentreStep): void {
    if (!on) {
      this.#oilC = ambientC + (this.#oilC - ambientC) * Math.exp(-dtMs / COOLING_MS);
      return;
    }
    const most = (RISE_C_PER_MIN * dtMs) / 60_000;
    const change = OIL_C + this.#oilDrift.value() - this.#oilC;
    this.#oilC += Math.min(Math.max(change, -most), most);
  }
}

function dropC(kw: number, m3H: number): number {
  return (kw * 3600) / (m3H * OIL_KJ_PER_M3_K);
}
