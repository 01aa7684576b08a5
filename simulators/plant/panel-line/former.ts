// Mat forming: spreads what comes from the blender on the belt, which runs with the press. A bin before
// the spreading heads evens out; its level asks the blender for more or less, so that on average exactly
// what is blended lies on the belt (domain reference, P2). kg/m², kg/s, mm/s inside, m/min on the signal.

import { Alarm } from "../alarm.ts";
import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import type { Instruments } from "../instruments.ts";
import { Lag } from "../lag.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { SwitchedMotor } from "../switched-motor.ts";
import { TransportLine } from "../transport-line.ts";
import { glueWater, type LayerName, type PerLayer } from "./layer.ts";
import { matFlow, type PanelDesign, TRIM_SHARE } from "./panel-design.ts";
import { areaWeightOf, type PanelRecipe } from "./panel-recipe.ts";
import type { MachineCondition } from "./panel-state.ts";

const LEAST_SPEED_MM_S = 5;
/** Seconds of nominal flow in the bin. */
const BIN_S = 320;
const BIN_CONTROL_S = 300;
/** From the blender to the bin. */
const CONVEYOR_MS = 60_000;
/** From the moisture meter behind the dryer to the mat. */
const MOISTURE_DELAY_MS = 120_000;
const PREPRESS_BAR = 90;

export interface FormerOptions {
  readonly random: Random;
  readonly instruments: Instruments;
  readonly events: EventBook;
  readonly design: PanelDesign;
  readonly running: boolean;
  readonly recipe: PanelRecipe;
  readonly moisture: PerLayer;
}

export interface FormerStep {
  /** Of the belt. */
  readonly speedMmS: number;
  /** Whether the heads spread; the belt may run without. */
  readonly spreading: boolean;
  readonly recipe: PanelRecipe;
  readonly blendedKgS: number;
  /** Of the chips, % on dry wood. */
  readonly moisture: PerLayer;
  readonly on: boolean;
  readonly metal: boolean;
  readonly condition: MachineCondition;
}

export class Former {
  readonly motor: SwitchedMotor;
  readonly total: Counter;
  readonly #design: PanelDesign;
  readonly #weave: Drift;
  readonly #conveyor: TransportLine;
  readonly #moisture: Readonly<Record<LayerName, TransportLine>>;
  readonly #demand: Lag;
  readonly #prepress: Lag;
  readonly #inputs;
  readonly #metal: Alarm;
  readonly #wet: Alarm;
  readonly #binTargetKg: number;
  #binKg: number;
  #standing = false;
  #areaWeight: number;
  #areaWeightSp: number;
  #matMoisture: PerLayer;
  #condition: MachineCondition;

  constructor(options: FormerOptions) {
    const { random, instruments, events, design, running, recipe, moisture } = options;
    const massKgS = running ? design.massKgS : 0;
    const delay = (value: number): TransportLine =>
      new TransportLine(MOISTURE_DELAY_MS, 500, value);
    this.#design = design;
    this.#weave = new Drift(random.fork("weave"), { sigma: 0.013, tauMs: 40_000, limit: 0.038 });
    this.#conveyor = new TransportLine(CONVEYOR_MS, 500, massKgS);
    this.#moisture = { surface: delay(moisture.surface), core: delay(moisture.core) };
    this.#matMoisture = moisture;
    this.#demand = new Lag(10_000, massKgS);
    this.#binTargetKg = BIN_S * design.massKgS;
    this.#binKg = this.#binTargetKg;
    this.#areaWeightSp = areaWeightOf(recipe);
    this.#areaWeight = running ? this.#areaWeightSp : 0;
    this.#prepress = new Lag(1_000, running ? PREPRESS_BAR : 0);
    this.motor = new SwitchedMotor({
      random: random.fork("motor"),
      ratedKw: 33 * design.massKgS,
      idleShare: 0.3,
      tauMs: 2_000,
      load: 0.85,
      start: "drive",
      on: running,
    });
    this.#inputs = {
      areaWeight: instruments.input("former.weight.area", 0.3),
      surface: instruments.input("former.moisture.mat.surface"),
      core: instruments.input("former.moisture.mat.core"),
      belt: instruments.input("former.speed.belt", 0.05),
      prepress: instruments.input("prepress.pressure", 1),
    };
    const alarm = { events, equipment: "former", when: "above" } as const;
    this.#metal = new Alarm({ ...alarm, alarm: "alarm.metal", priority: "high", limit: 0 });
    this.#wet = new Alarm({
      ...alarm,
      alarm: "alarm.moisture-high",
      priority: "medium",
      limit: 8.6,
      deadband: 0.4,
      delayMs: 30_000,
    });
    this.#condition = { state: running ? 4 : 0, fault: false };
    this.total = new Counter(random.fork("history").between(2e6, 9e6));
  }

  /** True area weight of what is laid on the belt now, kg/m²; 0 while nothing is spread. */
  areaWeight(): number {
    return this.#areaWeight;
  }

  /** True moisture of the mat, % on dry wood. */
  matMoisture(): PerLayer {
    return this.#matMoisture;
  }

  /** What the blender is asked for, kg/s; nothing while nothing is spread, however empty the bin is. */
  demandKgS(): number {
    if (this.#standing) return 0;
    return Math.max(this.#demand.value() + (this.#binTargetKg - this.#binKg) / BIN_CONTROL_S, 0);
  }

  step(dtMs: number, given: FormerStep, lineVoltageV: number): void {
    const { speedMmS, recipe } = given;
    this.#weave.step(dtMs);
    this.#areaWeightSp = areaWeightOf(recipe);
    this.#areaWeight = given.spreading ? this.#areaWeightSp * (1 + this.#weave.value()) : 0;
    const spreadKgS =
      matFlow(this.#areaWeight, speedMmS, this.#design.boardWidthM) / (1 - TRIM_SHARE);
    this.#conveyor.advance(dtMs, given.blendedKgS);
    this.#binKg += ((this.#conveyor.exit() - spreadKgS) * dtMs) / 1000;
    this.#demand.step(dtMs, spreadKgS);
    this.#matMoisture = {
      surface: this.#moistureOf("surface", dtMs, given),
      core: this.#moistureOf("core", dtMs, given),
    };
    this.#standing = speedMmS < LEAST_SPEED_MM_S || !given.spreading;
    this.#condition = given.condition;
    const load = (0.85 * spreadKgS) / this.#design.massKgS;
    this.motor.step(dtMs, given.on, load, lineVoltageV);
    const pressing = this.#areaWeight > 0 ? PREPRESS_BAR * (this.#areaWeight / 13) ** 0.5 : 0;
    this.#prepress.step(dtMs, pressing * (1 + 2 * this.#weave.value()));
    this.total.add((speedMmS * dtMs) / 1e6);
    this.#metal.step(dtMs, given.metal ? 1 : -1);
    this.#wet.step(dtMs, this.#standing ? 0 : this.#matMoisture.core);
    this.#sample(speedMmS);
  }

  points(): Points {
    const { areaWeight, surface, core, belt } = this.#inputs;
    return {
      state: () => this.#condition.state,
      fault: () => this.#condition.fault,
      "output.total": () => this.total.value(),
      "weight.area": () => areaWeight.value(),
      "weight.area.sp": () => this.#areaWeightSp,
      "moisture.mat.surface": () => surface.value(),
      "moisture.mat.core": () => core.value(),
      "speed.belt": () => belt.value(),
      "alarm.metal": () => this.#metal.active(),
      "alarm.moisture-high": () => this.#wet.active(),
    };
  }

  /** Of the pre-press on the same belt. */
  prepressPoints(): Points {
    return { pressure: () => this.#inputs.prepress.value() };
  }

  #moistureOf(layer: LayerName, dtMs: number, { moisture, recipe }: FormerStep): number {
    this.#moisture[layer].advance(dtMs, moisture[layer]);
    return this.#moisture[layer].exit() + glueWater(recipe.glue[layer]);
  }

  #sample(speedMmS: number): void {
    this.#inputs.areaWeight.sample(this.#areaWeight);
    this.#inputs.surface.sample(this.#matMoisture.surface);
    this.#inputs.core.sample(this.#matMoisture.core);
    this.#inputs.belt.sample(speedMmS * 0.06);
    this.#inputs.prepress.sample(this.#prepress.value());
  }
}
