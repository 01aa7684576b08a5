// What becomes of the panels behind the saw: stacks with a number, and specimens for the laboratory.

import { LabBook } from "../lab-book.ts";
import type { EventBook } from "../plant-events.ts";
import type { Random } from "../random.ts";
import type { Board } from "./board.ts";
import type { SawnPanel } from "./board-saw.ts";
import type { LayerName, PerLayer } from "./layer.ts";
import { specimenOf } from "./panel-laboratory.ts";
import { StackBook } from "./stack-book.ts";

export interface GluedMat {
  /** True resin solids on dry wood, %; 0 while nothing is blended. */
  readonly dosage: PerLayer;
  readonly coreMoisture: number;
}

/** Share of the present mat in what the next panel is of. */
const MIXING = 0.04;
/** Dosage below this share of the wanted one is a blender that stops or starts. */
const STOPPING = 0.7;

export class PanelQuality {
  readonly #random: Random;
  readonly #lab: LabBook;
  readonly #stacks: StackBook;
  #latest: Board | undefined;
  #mat: GluedMat | undefined;

  constructor(random: Random, events: EventBook, now: () => number) {
    this.#random = random.fork("tests");
    this.#lab = new LabBook({ random: random.fork("book"), events, now, hours: [2, 4] });
    this.#stacks = new StackBook(events);
  }

  /** @param mat of now. */
  step(
    dtMs: number,
    panels: readonly SawnPanel[],
    order: string | null,
    mat: () => GluedMat,
  ): void {
    for (const { board } of panels) {
      this.#latest = board;
      this.#follow(mat(), board.recipe.glue);
    }
    this.#stacks.add(panels, order);
    this.#lab.step(dtMs, panels.length > 0, order, () => {
      if (this.#latest === undefined) return [];
      const { dosage, coreMoisture } = this.#mat ?? mat();
      return specimenOf(this.#latest, { dosage, coreMoisture, random: this.#random });
    });
  }

  /** A specimen is of chips that were blended over some minutes; while nothing is blended there are none. */
  #follow(mat: GluedMat, wanted: PerLayer): void {
    const blending = (layer: LayerName) => mat.dosage[layer] > STOPPING * wanted[layer];
    if (!blending("surface") || !blending("core")) return;
    const before = this.#mat ?? mat;
    const mixed = (from: number, to: number): number => from + MIXING * (to - from);
    this.#mat = {
      dosage: {
        surface: mixed(before.dosage.surface, mat.dosage.surface),
        core: mixed(before.dosage.core, mat.dosage.core),
      },
      coreMoisture: mixed(before.coreMoisture, mat.coreMoisture),
    };
  }
}
