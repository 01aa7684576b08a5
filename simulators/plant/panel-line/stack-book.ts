// Panels of grade A are stacked; each full stack is a batch with a number.

import type { EventBook } from "../plant-events.ts";
import type { SawnPanel } from "./board-saw.ts";

const STACK_MM = 720;

export class StackBook {
  readonly #events: EventBook;
  #number = 0;
  #panels: SawnPanel[] = [];

  constructor(events: EventBook) {
    this.#events = events;
  }

  /** @param order that is made now; null between two. */
  add(panels: readonly SawnPanel[], order: string | null): void {
    for (const panel of panels) {
      if (panel.grade !== "a") continue;
      const first = this.#panels[0];
      if (first !== undefined && first.board.recipe !== panel.board.recipe) this.#close(order);
      this.#panels.push(panel);
      if (this.#panels.length * panel.board.recipe.finalMm >= STACK_MM) this.#close(order);
    }
  }

  #close(order: string | null): void {
    const [first] = this.#panels;
    if (first === undefined) return;
    const mean = (of: (panel: SawnPanel) => number): number =>
      this.#panels.reduce((sum, panel) => sum + of(panel), 0) / this.#panels.length;
    this.#number += 1;
    this.#events.write({
      kind: "batch",
      equipment: "saw",
      batch: `${order ?? "-"}/${this.#number}`,
      order,
      of: {
        product: first.board.recipe.name,
        panels: this.#panels.length,
        densityKgM3: Math.round(mean(({ board }) => board.densityKgM3)),
        thicknessMm: Math.round(100 * mean(({ board }) => board.thicknessMm)) / 100,
      },
    });
    this.#panels = [];
  }
}
