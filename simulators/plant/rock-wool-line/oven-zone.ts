// One hot-air zone of the curing oven: its controller sets a gas burner, the mat and its water take the
// heat (domain reference, I7). A wetter or heavier mat pulls the zone down before the burner answers.

import type { ZoneState } from "../press-hall.ts";
import type { Random } from "../random.ts";
import { TemperatureController } from "../temperature-controller.ts";

export interface OvenZonePlan {
  readonly setpointC: number;
  readonly burnerKw: number;
  /** Walls and exhaust, kW/K. */
  readonly lossKwPerK: number;
  readonly heatCapacityKjPerK: number;
}

const DEVIATION_ALARM_C = 25;

export class OvenZone {
  readonly #plan: OvenZonePlan;
  readonly #controller: TemperatureController;
  #temperatureC: number;
  #burnerKw = 0;

  /** @param matKw what the mat takes at the beginning, so that the zone begins in balance. */
  constructor(random: Random, plan: OvenZonePlan, matKw: number, ambientC: number) {
    this.#plan = plan;
    this.#temperatureC = plan.setpointC + random.fork("start").between(-1.5, 1.5);
    const holdingKw = matKw + plan.lossKwPerK * (plan.setpointC - ambientC);
    this.#controller = new TemperatureController({
      random: random.fork("controller"),
      setpointC: plan.setpointC,
      deviationAlarmC: DEVIATION_ALARM_C,
      temperatureC: this.#temperatureC,
      output: holdingKw / plan.burnerKw,
    });
  }

  temperatureC(): number {
    return this.#temperatureC;
  }

  /** Heat of the burner that reaches the zone. */
  burnerKw(): number {
    return this.#burnerKw;
  }

  step(dtMs: number, matKw: number, ambientC: number): void {
    const { burnerKw, lossKwPerK, heatCapacityKjPerK } = this.#plan;
    this.#controller.step(dtMs, this.#temperatureC);
    this.#burnerKw = this.#controller.output() * burnerKw;
    const netKw = this.#burnerKw - matKw - lossKwPerK * (this.#temperatureC - ambientC);
    this.#temperatureC += (netKw / heatCapacityKjPerK) * (dtMs / 1000);
  }

  /** As the zone's own controller shows it; a burner has no heater current. */
  state(): ZoneState {
    return {
      temperatureC: this.#temperatureC,
      processValueC: this.#controller.processValueC(),
      setpointC: this.#controller.setpointC,
      output: this.#controller.output(),
      heaterW: this.#burnerKw * 1000,
      heaterA: 0,
      alarm: this.#controller.alarm(),
      deviationAlarmC: DEVIATION_ALARM_C,
    };
  }
}
