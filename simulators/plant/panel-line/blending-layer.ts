// One layer's dosing: a belt scale measures the chips, a controller gives glue at the layer's dosage for what
// the scale says. kg/h on the instruments. Dosages are resin solids on dry wood.

import type { AnalogInput } from "../analog-input.ts";
import { Drift } from "../drift.ts";
import type { Instruments } from "../instruments.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { GLUE_SOLIDS, type LayerName } from "./layer.ts";

/** Solids on dry wood, and solids on resin solids (domain reference A1: 0.5–1 %; 1–3 %, surface ≤ 1 %). */
export const WAX_SHARE = 0.0075;
export const HARDENER_SHARE = { surface: 0.008, core: 0.022 } as const;
/** Below this the ratio is no ratio. */
const LEAST_CHIPS_KG_H = 300;
/** Part of the glue flow that a clogged strainer holds back. */
const CLOGGED = 0.12;

export interface LayerFlows {
  /** Chips, glue, wax and hardener. */
  readonly massKgS: number;
  readonly dryKgS: number;
  readonly glueKgS: number;
  readonly waxKgH: number;
  readonly hardenerKgH: number;
}

export class BlendingLayer {
  readonly chipScale: AnalogInput;
  readonly glueMeter: AnalogInput;
  readonly #name: LayerName;
  readonly #chips: Lag;
  readonly #seen: Lag;
  readonly #glue: Lag;
  readonly #pumpError: Drift;
  #moisture: number;
  #on = false;

  constructor(
    random: Random,
    instruments: Instruments,
    name: LayerName,
    start: { readonly chipsKgH: number; readonly moisture: number; readonly dosage: number },
  ) {
    const { chipsKgH, moisture, dosage } = start;
    const dryKgH = chipsKgH / (1 + moisture / 100);
    this.#name = name;
    this.#moisture = moisture;
    this.#chips = new Lag(20_000, chipsKgH);
    this.#seen = new Lag(2_000, chipsKgH);
    this.#glue = new Lag(3_000, (dryKgH * dosage) / 100 / GLUE_SOLIDS);
    this.#pumpError = new Drift(random.fork("pump"), {
      sigma: 0.003,
      tauMs: 300_000,
      limit: 0.01,
    });
    this.chipScale = instruments.input(`blender.flow.chip.${name}`, 50);
    this.glueMeter = instruments.input(`blender.flow.glue.${name}`, 10);
  }

  flows(): LayerFlows {
    const dryKgH = this.#dryKgH();
    const glueKgH = this.#glue.value();
    const waxKgH = WAX_SHARE * dryKgH;
    const hardenerKgH = HARDENER_SHARE[this.#name] * glueKgH * GLUE_SOLIDS;
    return {
      massKgS: (this.#chips.value() + glueKgH + waxKgH + hardenerKgH) / 3600,
      dryKgS: dryKgH / 3600,
      glueKgS: glueKgH / 3600,
      waxKgH,
      hardenerKgH,
    };
  }

  /** Glue dosage as the controller computes it from its instruments, %; 0 without chips. */
  ratio(): number {
    const dryKgH = this.chipScale.value() / (1 + this.#moisture / 100);
    return this.#on && dryKgH > 0 ? (this.glueMeter.value() * GLUE_SOLIDS * 100) / dryKgH : 0;
  }

  /** True dosage, %; 0 without chips. */
  dosage(): number {
    return this.#on ? (this.#glue.value() * GLUE_SOLIDS * 100) / this.#dryKgH() : 0;
  }

  /** @param wanted `chipsKgH`: moist chips; `dosage`: resin solids on dry wood, %. */
  step(
    dtMs: number,
    wanted: {
      readonly chipsKgH: number;
      readonly moisture: number;
      readonly dosage: number;
      readonly clogged: boolean;
      /** Glue pumps are interlocked with the blender. */
      readonly on: boolean;
    },
  ): void {
    this.#pumpError.step(dtMs);
    this.#moisture = wanted.moisture;
    this.#chips.step(dtMs, wanted.chipsKgH);
    this.chipScale.sample(this.#chips.value());
    const seen = this.#seen.step(dtMs, this.chipScale.value());
    this.#on = seen > LEAST_CHIPS_KG_H;
    const dryKgH = seen / (1 + wanted.moisture / 100);
    const pump = (1 + this.#pumpError.value()) * (wanted.clogged ? 1 - CLOGGED : 1);
    const glueKgH =
      this.#on && wanted.on ? ((dryKgH * wanted.dosage) / 100 / GLUE_SOLIDS) * pump : 0;
    this.#glue.step(dtMs, glueKgH);
    this.glueMeter.sample(this.#glue.value());
  }

  #dryKgH(): number {
    return this.#chips.value() / (1 + this.#moisture / 100);
  }
}
