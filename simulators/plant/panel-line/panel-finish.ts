// Behind the press: star cooler and sander, saw and grading, stacks and laboratory, and the dust extraction
// and compressed air that these machines need most.

import { keepCounters } from "../counter.ts";
import type { Instruments } from "../instruments.ts";
import type { Consumption } from "../motor.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points, Retaining } from "../point-table.ts";
import { type Board, boardFrom } from "./board.ts";
import { BoardSaw } from "./board-saw.ts";
import { CompressedAir } from "./compressed-air.ts";
import { DustFilter } from "./dust-filter.ts";
import type { PanelLineOptions, StationSizes } from "./panel-line-options.ts";
import { type GluedMat, PanelQuality } from "./panel-quality.ts";
import { areaWeightOf, type PanelRecipe } from "./panel-recipe.ts";
import { Sander } from "./sander.ts";

export interface FinishStep {
  /** Boards that left the press in this step and are good. */
  readonly boards: readonly Board[];
  /** The machines before are on. */
  readonly running: boolean;
  /** Something that needs suction or air runs elsewhere. */
  readonly air: boolean;
  readonly order: string | null;
  readonly mat: () => GluedMat;
}

export class PanelFinish {
  readonly sander: Sander;
  readonly #saw: BoardSaw;
  readonly #dust: DustFilter;
  readonly #air: CompressedAir;
  readonly #quality: PanelQuality;

  constructor(
    { random, now }: PanelLineOptions,
    sizes: StationSizes,
    instruments: Instruments,
    events: EventBook,
    begin: { readonly running: boolean; readonly recipe: PanelRecipe },
  ) {
    const { running, recipe } = begin;
    const { design } = sizes;
    const past = random.fork("boards");
    const initial = (): Board => {
      const excess = 0.013 * past.normal();
      const rawMm = recipe.rawMm + 7 * excess;
      return boardFrom(areaWeightOf(recipe) * (1 + excess), rawMm, recipe, sizes.feedMmS(recipe));
    };
    this.sander = new Sander({
      random: random.fork("sander"),
      instruments,
      events,
      design,
      headKw: sizes.headKw,
      otherHeadsKw: sizes.otherHeadsKw,
      running,
      initial,
    });
    this.#saw = new BoardSaw({
      random: random.fork("saw"),
      instruments,
      design,
      motorKw: sizes.sawKw,
      running,
      initial: () => ({ ...initial(), thicknessMm: recipe.finalMm }),
    });
    this.#dust = new DustFilter(random.fork("dust"), instruments, events, {
      fanKw: sizes.dustFanKw,
      otherFansKw: 43 * design.massKgS,
      running,
    });
    this.#air = new CompressedAir(random.fork("air"), instruments, 22 * design.massKgS, running);
    this.#quality = new PanelQuality(random.fork("quality"), events, now);
  }

  step(dtMs: number, given: FinishStep, lineVoltageV: number): void {
    const { boards, running, air, order, mat } = given;
    const on = running || boards.length > 0 || !(this.sander.idle() && this.#saw.idle());
    const sanded = this.sander.step(dtMs, boards, on, lineVoltageV);
    const panels = this.#saw.step(dtMs, sanded, on, lineVoltageV);
    this.#quality.step(dtMs, panels, order, mat);
    const work = this.sander.feedMmS() > 0 ? 1 : 0;
    this.#dust.step(dtMs, on || air, work, lineVoltageV);
    this.#air.step(dtMs, on || air, work, lineVoltageV);
  }

  sanderLoads(): readonly Consumption[] {
    return [this.sander.head, this.sander.otherHeads];
  }

  otherLoads(): readonly Consumption[] {
    return [this.#saw.motor, this.#dust.fan, this.#dust.otherFans, this.#air.motor];
  }

  /** By equipment. */
  stations(): Readonly<Record<string, Points>> {
    return {
      sander: this.sander.points(),
      saw: this.#saw.points(),
      dust: this.#dust.points(),
      air: this.#air.points(),
    };
  }

  kept(): Readonly<Record<string, Retaining>> {
    const { total, grades } = this.#saw;
    return {
      sander: keepCounters({ total: this.sander.total }),
      saw: keepCounters({ total, a: grades.a, b: grades.b, reject: grades.reject }),
    };
  }
}
