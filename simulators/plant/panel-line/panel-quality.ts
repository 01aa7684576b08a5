// What becomes of the panels behind the saw: stacks with a number, and specimens for the laboratory.

import { LabBook } from "../lab-book.ts";
import type { EventBook } from "../plant-events.ts";
import type { Random } from "../random.ts";
import type { Board } from "./board.ts";
import type { SawnPanel } from "./board-saw.ts";
import type { PerLayer } from "./layer.ts";
import { specimenOf } from "./panel-laboratory.ts";
import { StackBook } from "./stack-book.ts";

export interface GluedMat {
  /** True resin solids on dry wood, %; 0 while nothing is blended. */
  readonly dosage: PerLayer;
  readonly coreMoisture: number;
}

export class PanelQuality {
  readonly #random: Random;
  readonly #lab: LabBook;
  readonly #stacks: StackBook;
  #latest: Board | undefined;

  constructor(random: Random, events: EventBook, now: () => number) {
    this.#random = random.fork("tests");
    this.#lab = new LabBook({ random: random.fork("book"), events, now, hours: [2, 4] });
    this.#stacks = new StackBook(events);
  }

  /** @param mat of now; what stands still since the board was pressed is taken as its recipe says. */
  step(
    dtMs: number,
    panels: readonly SawnPanel[],
    order: string | null,
    mat: () => GluedMat,
  ): void {
    for (const { board } of panels) this.#latest = board;
    this.#stacks.add(panels, order);
    this.#lab.step(dtMs, panels.length > 0, order, () => {
      if (this.#latest === undefined) return [];
      const { dosage, coreMoisture } = mat();
      return specimenOf(this.#latest, {
        dosage: dosage.core > 0 ? dosage : this.#latest.recipe.glue,
        coreMoisture,
        random: this.#random,
      });
    });
  }
}
