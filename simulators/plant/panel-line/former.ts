// Mat forming: spreads what comes from the blender on the belt, which runs with the press. A bin before
// the spreading heads evens out; its level asks the blender for more or less, so that on average exactly
// what is blended lies on the belt (domain reference, P2). kg/m², kg/s, mm/s inside, m/min on the signal.

import { AnalogInput } from "../analog-input.ts";
import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import { Motor } from "../motor.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { TransportLine } from "../transport-line.ts";
import { glueWater, type LayerName, type PerLayer } from "./blender.ts";
import type { PanelState } from "./panel-state.ts";

export const AREA_WEIGHT_KG_M2 = 13;
/** Of the finished board, and of the mat after its edges are cut. */
export const BOARD_WIDTH_M = 2.44;
/** Edges cut off and returned to fuel, share of what is spread. */
export const TRIM_SHARE = 0.024;
const LEAST_SPEED_MM_S = 5;
const BIN_KG = 3_000;
const BIN_CONTROL_S = 300;
/** From the blender to the bin. */
const CONVEYOR_MS = 60_000;
/** From the moisture meter behind the dryer to the mat. */
const MOISTURE_DELAY_MS = 120_000;

export class Former {
  readonly motor: Motor;
  readonly total: Counter;
  readonly #weave: Drift;
  readonly #conveyor: TransportLine;
  readonly #moisture: Readonly<Record<LayerName, TransportLine>>;
  readonly #demand: Lag;
  readonly #inputs;
  #standing = false;
  #binKg = BIN_KG;
  #areaWeight = AREA_WEIGHT_KG_M2;
  #matMoisture: PerLayer;
  #state: PanelState = 4;
  #fault = false;

  constructor(random: Random, speedMmS: number, moisture: PerLayer) {
    this.#weave = new Drift(random.fork("weave"), { sigma: 0.013, tauMs: 40_000, limit: 0.038 });
    const massKgS = matFlow(AREA_WEIGHT_KG_M2, speedMmS) / (1 - TRIM_SHARE);
    this.#conveyor = new TransportLine(CONVEYOR_MS, 500, massKgS);
    const delay = (value: number): TransportLine =>
      new TransportLine(MOISTURE_DELAY_MS, 500, value);
    this.#moisture = { surface: delay(moisture.surface), core: delay(moisture.core) };
    this.#matMoisture = moisture;
    this.#demand = new Lag(10_000, massKgS);
    this.motor = new Motor({
      random: random.fork("motor"),
      ratedKw: 320,
      idleShare: 0.3,
      tauMs: 2_000,
      load: 0.85,
    });
    const input = (name: string, options: Partial<{ sigma: number; relativeSigma: number }>) =>
      new AnalogInput({ random: random.fork(name), range: [0, 30], ...options });
    this.#inputs = {
      areaWeight: input("gauge", { relativeSigma: 0.008 }),
      surface: input("moisture-surface", { sigma: 0.15 }),
      core: input("moisture-core", { sigma: 0.15 }),
      belt: new AnalogInput({
        random: random.fork("belt"),
        range: [0, 60],
        relativeSigma: 0.0005,
        cutOff: 0.05,
      }),
    };
    this.total = new Counter(random.fork("history").between(2e6, 9e6));
    this.step(100, speedMmS, { massKgS, moisture }, 400, { state: 4, fault: false });
  }

  /** True area weight of the mat that is laid now, kg/m². */
  areaWeight(): number {
    return this.#areaWeight;
  }

  /** True moisture of the mat, % on dry wood. */
  matMoisture(): PerLayer {
    return this.#matMoisture;
  }

  /** What the blender is asked for, kg/s; nothing while the belt stands, however empty the bin is. */
  demandKgS(): number {
    if (this.#standing) return 0;
    return Math.max(this.#demand.value() + (BIN_KG - this.#binKg) / BIN_CONTROL_S, 0);
  }

  step(
    dtMs: number,
    speedMmS: number,
    blended: { readonly massKgS: number; readonly moisture: PerLayer },
    lineVoltageV: number,
    condition: { readonly state: PanelState; readonly fault: boolean },
  ): void {
    this.#weave.step(dtMs);
    this.#areaWeight = AREA_WEIGHT_KG_M2 * (1 + this.#weave.value());
    const spreadKgS = matFlow(this.#areaWeight, speedMmS) / (1 - TRIM_SHARE);
    this.#conveyor.advance(dtMs, blended.massKgS);
    this.#binKg += ((this.#conveyor.exit() - spreadKgS) * dtMs) / 1000;
    this.#demand.step(dtMs, spreadKgS);
    const moistureOf = (layer: LayerName): number => {
      this.#moisture[layer].advance(dtMs, blended.moisture[layer]);
      return this.#moisture[layer].exit() + glueWater(layer);
    };
    this.#matMoisture = { surface: moistureOf("surface"), core: moistureOf("core") };
    this.#standing = speedMmS < LEAST_SPEED_MM_S;
    this.#state = condition.state;
    this.#fault = condition.fault;
    this.motor.step(dtMs, 0.85 * (speedMmS / 299), lineVoltageV);
    this.total.add((speedMmS * dtMs) / 1e6);
    this.#inputs.areaWeight.sample(this.#areaWeight);
    this.#inputs.surface.sample(this.#matMoisture.surface);
    this.#inputs.core.sample(this.#matMoisture.core);
    this.#inputs.belt.sample(speedMmS * 0.06);
  }

  points(): Points {
    const { areaWeight, surface, core, belt } = this.#inputs;
    return {
      state: () => this.#state,
      fault: () => this.#fault,
      "output.total": () => this.total.value(),
      "weight.area": () => areaWeight.value(),
      "moisture.mat.surface": () => surface.value(),
      "moisture.mat.core": () => core.value(),
      "speed.belt": () => belt.value(),
    };
  }
}

/** kg/s on the belt. */
export function matFlow(areaWeight: number, speedMmS: number): number {
  return (areaWeight * speedMmS * BOARD_WIDTH_M) / 1000;
}
