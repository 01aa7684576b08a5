// One hot-air zone of the curing oven: its controller sets a gas burner, the mat and its water take the
// heat (domain reference, I7). A wetter or heavier mat pulls the zone down before the burner answers.

import { Lag } from "../lag.ts";
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
/** A modulating burner with its flap motor. */
const BURNER_MS = 12_000;

export class OvenZone {
  readonly #plan: OvenZonePlan;
  readonly #controller: TemperatureController;
  readonly #burner: Lag;
  #temperatureC: number;
  #firing: boolean;

  /** @param matKw what the mat takes at the beginning, so that a hot zone begins in balance. */
  constructor(random: Random, plan: OvenZonePlan, matKw: number, ambientC: number, hot: boolean) {
    this.#plan = plan;
    const offsetC = random.fork("start").between(-1.5, 1.5);
    this.#temperatureC = hot ? plan.setpointC + offsetC : ambientC;
    this.#firing = hot;
    const holdingKw = matKw + plan.lossKwPerK * (plan.setpointC - ambientC);
    this.#burner = new Lag(BURNER_MS, hot ? holdingKw : 0);
    this.#controller = new TemperatureController({
      random: random.fork("controller"),
      setpointC: plan.setpointC,
      deviationAlarmC: DEVIATION_ALARM_C,
      temperatureC: this.#temperatureC,
      output: holdingKw / plan.burnerKw,
      proportionalBandC: 24,
      integralMs: 300_000,
      sensorSigmaC: 0.6,
    });
  }

  temperatureC(): number {
    return this.#temperatureC;
  }

  /** How far below its setpoint, K. */
  lackingK(): number {
    return this.#plan.setpointC - this.#temperatureC;
  }

  /** Heat of the burner that reaches the zone. */
  burnerKw(): number {
    return this.#burner.value();
  }

  /** @param heat `matKw` taken by the mat; `fireKw` of something that burns in the zone; `firing` gas is on. */
  step(
    dtMs: number,
    heat: { readonly matKw: number; readonly fireKw: number; readonly firing: boolean },
    ambientC: number,
  ): void {
    const { burnerKw, lossKwPerK, heatCapacityKjPerK } = this.#plan;
    this.#firing = heat.firing;
    this.#controller.step(dtMs, this.#temperatureC);
    const givenKw = this.#burner.step(dtMs, this.#output() * burnerKw);
    const lossKw = lossKwPerK * (this.#temperatureC - ambientC);
    const netKw = givenKw + heat.fireKw - heat.matKw - lossKw;
    this.#temperatureC += (netKw / heatCapacityKjPerK) * (dtMs / 1000);
  }

  /** As the zone's own controller shows it; a burner has no heater current. */
  state(): ZoneState {
    return {
      temperatureC: this.#temperatureC,
      processValueC: this.#controller.processValueC(),
      setpointC: this.#controller.setpointC,
      output: this.#output(),
      heaterW: this.#burner.value() * 1000,
      heaterA: 0,
      alarm: this.#controller.alarm(),
      deviationAlarmC: DEVIATION_ALARM_C,
    };
  }

  /** Stopped controllers say 0. */
  #output(): number {
    return this.#firing ? this.#controller.output() : 0;
  }
}
