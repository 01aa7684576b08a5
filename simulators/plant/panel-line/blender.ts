// Dosing and blending: belt scales feed chips of the surface and core layers at the pace that the former
// asks for, glue follows the measured chips at its ratio. kg/h on the instruments, kg/s inside.
// Ratios are resin solids on dry wood; the glue is 65 % solids (domain reference A1, P2).

import { AnalogInput } from "../analog-input.ts";
import { Counter } from "../counter.ts";
import { Lag } from "../lag.ts";
import { Motor } from "../motor.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import type { PanelState } from "./panel-state.ts";

export const GLUE_SOLIDS = 0.65;
const WAX_SHARE = 0.0075;
const LAYERS = {
  /** Share of the chips, glue ratio %, nominal kg/h (for the ranges of the instruments). */
  surface: { share: 0.36, ratio: 12, rangeKgH: 20_000 },
  core: { share: 0.64, ratio: 8.5, rangeKgH: 40_000 },
} as const;
/** Below this the ratio is no ratio. */
const LEAST_CHIPS_KG_H = 500;
const NOMINAL_KG_S = 9.3;

export type LayerName = keyof typeof LAYERS;
export const layers = Object.keys(LAYERS) as readonly LayerName[];
export type PerLayer = Readonly<Record<LayerName, number>>;

class Layer {
  readonly #name: LayerName;
  readonly #chips: Lag;
  readonly #seen: Lag;
  readonly #glue: Lag;
  readonly chipScale: AnalogInput;
  readonly glueMeter: AnalogInput;
  #ratio = 0;

  constructor(random: Random, name: LayerName, chipsKgH: number) {
    const { ratio, rangeKgH } = LAYERS[name];
    this.#name = name;
    this.#chips = new Lag(20_000, chipsKgH);
    this.#seen = new Lag(2_000, chipsKgH);
    this.#glue = new Lag(3_000, (0.97 * chipsKgH * ratio) / 100 / GLUE_SOLIDS);
    this.chipScale = new AnalogInput({
      random: random.fork("chips"),
      range: [0, rangeKgH],
      relativeSigma: 0.01,
      cutOff: 50,
    });
    this.glueMeter = new AnalogInput({
      random: random.fork("glue"),
      range: [0, 5_000],
      relativeSigma: 0.005,
      cutOff: 10,
    });
  }

  /** Chips, glue and wax of this layer, and the dry wood in them. */
  flows(moisture: number): { readonly massKgS: number; readonly dryKgS: number } {
    const dryKgH = this.#chips.value() / (1 + moisture / 100);
    const massKgH = this.#chips.value() + this.#glue.value() + WAX_SHARE * dryKgH;
    return { massKgS: massKgH / 3600, dryKgS: dryKgH / 3600 };
  }

  /** Glue dosage as the controller computes it from its instruments, %. */
  ratio(): number {
    return this.#ratio;
  }

  step(dtMs: number, chipsKgH: number, moisture: number): void {
    this.#chips.step(dtMs, chipsKgH);
    this.chipScale.sample(this.#chips.value());
    const seen = this.#seen.step(dtMs, this.chipScale.value());
    const dryKgH = seen / (1 + moisture / 100);
    const on = seen > LEAST_CHIPS_KG_H;
    this.#glue.step(dtMs, on ? (dryKgH * LAYERS[this.#name].ratio) / 100 / GLUE_SOLIDS : 0);
    this.glueMeter.sample(this.#glue.value());
    const glue = this.glueMeter.value();
    this.#ratio = on ? (glue * GLUE_SOLIDS * 100) / dryKgH : 0;
  }
}

export class Blender {
  readonly motor: Motor;
  readonly total: Counter;
  readonly #layers: Readonly<Record<LayerName, Layer>>;
  #flow: { massKgS: number; dryKgS: number } = { massKgS: 0, dryKgS: 0 };
  #state: PanelState = 4;
  #fault = false;

  constructor(random: Random, massKgS: number, moisture: PerLayer) {
    const chips = chipsFor(massKgS, moisture);
    const layer = (name: LayerName): Layer => new Layer(random.fork(name), name, chips[name]);
    this.#layers = { surface: layer("surface"), core: layer("core") };
    this.motor = new Motor({
      random: random.fork("motor"),
      ratedKw: 260,
      idleShare: 0.28,
      tauMs: 2_000,
      ripple: 0.015,
      load: 0.9,
    });
    this.total = new Counter(random.fork("history").between(3e7, 9.5e7));
    this.step(100, massKgS, moisture, 400, { state: 4, fault: false });
  }

  /** Mass that leaves, and the dry wood in it, kg/s. */
  flow(): { readonly massKgS: number; readonly dryKgS: number } {
    return this.#flow;
  }

  step(
    dtMs: number,
    demandKgS: number,
    moisture: PerLayer,
    lineVoltageV: number,
    condition: { readonly state: PanelState; readonly fault: boolean },
  ): void {
    const chips = chipsFor(demandKgS, moisture);
    let massKgS = 0;
    let dryKgS = 0;
    for (const name of layers) {
      const layer = this.#layers[name];
      layer.step(dtMs, chips[name], moisture[name]);
      const flows = layer.flows(moisture[name]);
      massKgS += flows.massKgS;
      dryKgS += flows.dryKgS;
    }
    this.#flow = { massKgS, dryKgS };
    this.#state = condition.state;
    this.#fault = condition.fault;
    this.motor.step(dtMs, massKgS / NOMINAL_KG_S, lineVoltageV);
    this.total.add((massKgS * dtMs) / 1000);
  }

  points(): Points {
    const { surface, core } = this.#layers;
    return {
      state: () => this.#state,
      fault: () => this.#fault,
      "output.total": () => this.total.value(),
      "flow.chip.surface": () => surface.chipScale.value(),
      "flow.chip.core": () => core.chipScale.value(),
      "flow.glue.surface": () => surface.glueMeter.value(),
      "flow.glue.core": () => core.glueMeter.value(),
      "ratio.glue.surface": () => surface.ratio(),
      "ratio.glue.core": () => core.ratio(),
    };
  }
}

/** Water that the glue brings along, % on dry wood. */
export function glueWater(layer: LayerName): number {
  return (LAYERS[layer].ratio * (1 - GLUE_SOLIDS)) / GLUE_SOLIDS;
}

/** Chips of each layer, kg/h, that together with glue and wax make up `massKgS`. */
function chipsFor(massKgS: number, moisture: PerLayer): PerLayer {
  const perChip = (name: LayerName): number => {
    const { share, ratio } = LAYERS[name];
    return share * (1 + (ratio / 100 / GLUE_SOLIDS + WAX_SHARE) / (1 + moisture[name] / 100));
  };
  const chips = (Math.max(massKgS, 0) * 3600) / (perChip("surface") + perChip("core"));
  return { surface: chips * LAYERS.surface.share, core: chips * LAYERS.core.share };
}
