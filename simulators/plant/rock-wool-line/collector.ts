// Collection chamber and pendulum: suction lays the fibres on a perforated belt, the pendulum lays that
// primary mat in folds on the line's conveyor. More mat on the belt means more suction (domain reference,
// I5); what is laid divided by the line's speed is the weight of the mat (I6). Pa, kg/m², strokes/min.

import { AnalogInput } from "../analog-input.ts";
import { Counter } from "../counter.ts";
import { Lag } from "../lag.ts";
import { Motor } from "../motor.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { TransportLine } from "../transport-line.ts";
import { type WoolCondition, woolState } from "./wool-state.ts";

export const MAT_WIDTH_M = 2;
/** 50 mm at 100 kg/m³. */
export const MAT_WEIGHT_KG_M2 = 5;
/** From the wheels to the weigh belt. */
export const COLLECTING_MS = 12_000;
const LEAST_SPEED_M_MIN = 0.2;

export class Collector {
  readonly fan: Motor;
  readonly matM2: Counter;
  readonly #way: TransportLine;
  readonly #suction: Lag;
  readonly #inputs;
  readonly #nominalKgS: number;
  #matKgS: number;
  #weight = MAT_WEIGHT_KG_M2;
  #condition: WoolCondition = { state: woolState.producing, fault: false };

  /** @param woolKgS fibre and binder at the beginning. */
  constructor(random: Random, woolKgS: number, speedMMin: number) {
    this.#nominalKgS = woolKgS;
    this.#matKgS = woolKgS;
    this.#way = new TransportLine(COLLECTING_MS, 200, woolKgS);
    this.#suction = new Lag(6_000, 420);
    this.fan = new Motor({
      random: random.fork("fan"),
      ratedKw: 240,
      idleShare: 0.35,
      tauMs: 3_000,
      load: 0.8,
    });
    this.#inputs = {
      suction: new AnalogInput({ random: random.fork("suction"), range: [-1_000, 0], sigma: 8 }),
      weight: new AnalogInput({
        random: random.fork("weigh-belt"),
        range: [0, 20],
        relativeSigma: 0.01,
      }),
      pendulum: new AnalogInput({
        random: random.fork("pendulum"),
        range: [0, 80],
        relativeSigma: 0.002,
      }),
    };
    this.matM2 = new Counter(random.fork("history").between(3e6, 7e6));
    this.step(100, woolKgS, speedMMin, 400);
  }

  /** Wool on the weigh belt, kg/s. */
  matKgS(): number {
    return this.#matKgS;
  }

  /** True weight of the mat, kg/m². */
  weight(): number {
    return this.#weight;
  }

  step(dtMs: number, woolKgS: number, speedMMin: number, lineVoltageV: number): void {
    this.#way.advance(dtMs, woolKgS);
    this.#matKgS = this.#way.exit();
    const speed = Math.max(speedMMin, LEAST_SPEED_M_MIN);
    this.#weight = this.#matKgS / (MAT_WIDTH_M * (speed / 60));
    const share = this.#matKgS / this.#nominalKgS;
    const suctionPa = this.#suction.step(dtMs, 260 + 160 * share);
    this.fan.step(dtMs, 0.6 + 0.2 * share, lineVoltageV);
    this.matM2.add((MAT_WIDTH_M * speedMMin * dtMs) / 60_000);
    this.#inputs.suction.sample(-suctionPa);
    this.#inputs.weight.sample(this.#weight);
    this.#inputs.pendulum.sample(4.2 * speedMMin);
    this.#condition = {
      state: share < 0.1 ? woolState.starved : woolState.producing,
      fault: false,
    };
  }

  points(): Points {
    const { suction, weight, pendulum } = this.#inputs;
    return {
      state: () => this.#condition.state,
      fault: () => this.#condition.fault,
      "output.total": () => this.matM2.value(),
      "pressure.suction": () => suction.value(),
      "weight.mat": () => weight.value(),
      "speed.pendulum": () => pendulum.value(),
    };
  }
}
