// Dosing and blending: belt scales feed chips of the surface and core layers at the pace that the former
// asks for, glue, hardener and wax follow them (domain reference A1, P2). kg/h on the instruments, kg/s inside.

import { Alarm } from "../alarm.ts";
import { Counter } from "../counter.ts";
import type { Instruments } from "../instruments.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { SwitchedMotor } from "../switched-motor.ts";
import { BlendingLayer, HARDENER_SHARE, WAX_SHARE } from "./blending-layer.ts";
import { GLUE_SOLIDS, LAYER_SHARE, type LayerName, layers, type PerLayer } from "./layer.ts";
import type { MachineCondition } from "./panel-state.ts";

const GLUE_DEVIATION = { limit: 0.5, deadband: 0.1, delayMs: 300_000 } as const;

export interface BlenderOptions {
  readonly random: Random;
  readonly instruments: Instruments;
  readonly events: EventBook;
  readonly nominalKgS: number;
  readonly running: boolean;
  readonly moisture: PerLayer;
  readonly dosage: PerLayer;
}

export interface BlenderStep {
  /** Blended mass that is asked for, kg/s. */
  readonly demandKgS: number;
  /** Of the chips, % on dry wood. */
  readonly moisture: PerLayer;
  /** Resin solids on dry wood, %. */
  readonly dosage: PerLayer;
  readonly on: boolean;
  /** A clogged strainer holds glue of the core layer back. */
  readonly clogged: boolean;
  readonly condition: MachineCondition;
}

export interface BlendedFlow {
  readonly massKgS: number;
  readonly dryKgS: number;
  readonly glueKgS: number;
}

export class Blender {
  /** Of the surface and the core blender; the current is taken of the first. */
  readonly motor: SwitchedMotor;
  readonly otherMotors: SwitchedMotor;
  readonly total: Counter;
  readonly #nominalKgS: number;
  readonly #layers: Readonly<Record<LayerName, BlendingLayer>>;
  readonly #inputs;
  readonly #deviation: Alarm;
  #flow: BlendedFlow = { massKgS: 0, dryKgS: 0, glueKgS: 0 };
  #dosageSp: PerLayer;
  #condition: MachineCondition;

  constructor(options: BlenderOptions) {
    const { random, instruments, events, nominalKgS, running, moisture, dosage } = options;
    const massKgS = running ? nominalKgS : 0;
    const chips = chipsFor(massKgS, moisture, dosage);
    const layer = (name: LayerName): BlendingLayer =>
      new BlendingLayer(random.fork(name), instruments, name, {
        chipsKgH: chips[name],
        moisture: moisture[name],
        dosage: dosage[name],
      });
    this.#nominalKgS = nominalKgS;
    this.#dosageSp = dosage;
    this.#layers = { surface: layer("surface"), core: layer("core") };
    const motor = { idleShare: 0.28, tauMs: 2_000, ripple: 0.015, load: 0.9, on: running } as const;
    this.motor = new SwitchedMotor({
      random: random.fork("motor"),
      ratedKw: 9.6 * nominalKgS,
      start: "drive",
      ...motor,
    });
    this.otherMotors = new SwitchedMotor({
      random: random.fork("motors"),
      ratedKw: 18 * nominalKgS,
      start: "drive",
      ...motor,
    });
    this.#inputs = {
      wax: instruments.input("blender.flow.wax", 1),
      hardener: instruments.input("blender.flow.hardener", 0.5),
      motor: instruments.input("blender.current.motor"),
    };
    this.#deviation = new Alarm({
      events,
      equipment: "blender",
      alarm: "alarm.glue-deviation",
      priority: "medium",
      when: "above",
      ...GLUE_DEVIATION,
    });
    this.total = new Counter(random.fork("history").between(3e7, 9.5e7));
    this.#condition = { state: running ? 4 : 0, fault: false };
    const condition = this.#condition;
    this.step(
      100,
      { demandKgS: massKgS, moisture, dosage, on: running, clogged: false, condition },
      400,
    );
  }

  /** What leaves now. */
  flow(): BlendedFlow {
    return this.#flow;
  }

  /** True dosage of each layer, %. */
  dosage(): PerLayer {
    return { surface: this.#layers.surface.dosage(), core: this.#layers.core.dosage() };
  }

  step(dtMs: number, wanted: BlenderStep, lineVoltageV: number): void {
    const { moisture, dosage, condition } = wanted;
    const chips = chipsFor(wanted.on ? wanted.demandKgS : 0, moisture, dosage);
    this.#dosageSp = dosage;
    this.#condition = condition;
    for (const name of layers) {
      this.#layers[name].step(dtMs, {
        chipsKgH: chips[name],
        moisture: moisture[name],
        dosage: dosage[name],
        clogged: wanted.clogged && name === "core",
        on: wanted.on,
      });
    }
    const [surface, core] = [this.#layers.surface.flows(), this.#layers.core.flows()];
    this.#flow = {
      massKgS: surface.massKgS + core.massKgS,
      dryKgS: surface.dryKgS + core.dryKgS,
      glueKgS: surface.glueKgS + core.glueKgS,
    };
    const load = this.#flow.massKgS / this.#nominalKgS;
    this.motor.step(dtMs, wanted.on, load, lineVoltageV);
    this.otherMotors.step(dtMs, wanted.on, load, lineVoltageV);
    this.total.add((this.#flow.massKgS * dtMs) / 1000);
    this.#inputs.wax.sample(surface.waxKgH + core.waxKgH);
    this.#inputs.hardener.sample(surface.hardenerKgH + core.hardenerKgH);
    this.#inputs.motor.sample(this.motor.currentA);
    this.#deviation.step(dtMs, load > 0.3 ? this.#worstDeviation() : 0);
  }

  points(): Points {
    const { surface, core } = this.#layers;
    return {
      state: () => this.#condition.state,
      fault: () => this.#condition.fault,
      "output.total": () => this.total.value(),
      "flow.chip.surface": () => surface.chipScale.value(),
      "flow.chip.core": () => core.chipScale.value(),
      "flow.glue.surface": () => surface.glueMeter.value(),
      "flow.glue.core": () => core.glueMeter.value(),
      "ratio.glue.surface": () => surface.ratio(),
      "ratio.glue.core": () => core.ratio(),
      "ratio.glue.surface.sp": () => this.#dosageSp.surface,
      "ratio.glue.core.sp": () => this.#dosageSp.core,
      "flow.wax": () => this.#inputs.wax.value(),
      "flow.hardener": () => this.#inputs.hardener.value(),
      "current.motor": () => this.#inputs.motor.value(),
      "alarm.glue-deviation": () => this.#deviation.active(),
    };
  }

  #worstDeviation(): number {
    const { surface, core } = this.#layers;
    return Math.max(
      Math.abs(surface.dosage() - this.#dosageSp.surface),
      Math.abs(core.dosage() - this.#dosageSp.core),
    );
  }
}

/** Moist chips of each layer, kg/h, that together with glue, wax and hardener make up `massKgS`. */
function chipsFor(massKgS: number, moisture: PerLayer, dosage: PerLayer): PerLayer {
  const perChip = (name: LayerName): number => {
    const solids = dosage[name] / 100;
    const added = solids / GLUE_SOLIDS + HARDENER_SHARE[name] * solids + WAX_SHARE;
    return LAYER_SHARE[name] * (1 + added / (1 + moisture[name] / 100));
  };
  const chips = (Math.max(massKgS, 0) * 3600) / (perChip("surface") + perChip("core"));
  return { surface: chips * LAYER_SHARE.surface, core: chips * LAYER_SHARE.core };
}
