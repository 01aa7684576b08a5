// Panels on the chain of an edge bander, by the position of their front edge. What an aggregate does follows from
// how much of a panel passes it, so a burst lasts panel length ÷ feed speed whatever the step is (F4).

import type { Part } from "./part.ts";

export type Panel = { readonly part: Part; readonly lengthM: number; frontM: number };

/** Where the aggregates stand, from the infeed, m. */
const PREMILL_M = 0.6;
const GLUE_M = 2.2;
/** Trimming and scraping of the tape. */
const TRIM_M = 4;
const END_M = 5.2;
/** Least distance between two panels, m. */
const LEAST_GAP_M = 0.5;

export type Passage = {
  /** Metres of panel that passed each aggregate in this step. */
  readonly premillM: number;
  readonly glueM: number;
  readonly trimM: number;
  /** Panels whose end has passed the glue roller. */
  readonly glued: number;
  /** Panels that left the machine. */
  readonly done: readonly Panel[];
};

export class PanelTrack {
  #panels: Panel[] = [];

  inside(): number {
    return this.#panels.length;
  }

  hasRoom(): boolean {
    const last = this.#panels.at(-1);
    return last === undefined || last.frontM - last.lengthM >= LEAST_GAP_M;
  }

  /** A panel enters, behind what is on the infeed already. */
  enter(part: Part, lengthM: number): void {
    const last = this.#panels.at(-1);
    const behind = last === undefined ? 0 : last.frontM - last.lengthM - LEAST_GAP_M;
    this.#panels.push({ part, lengthM, frontM: Math.min(behind, 0) });
  }

  move(metres: number): Passage {
    if (this.#panels.length === 0) return nothing;
    let [premillM, glueM, trimM, glued, done] = [0, 0, 0, 0, false];
    for (const panel of this.#panels) {
      const { frontM, lengthM } = panel;
      const to = frontM + metres;
      premillM += passed(to, lengthM, PREMILL_M) - passed(frontM, lengthM, PREMILL_M);
      glueM += passed(to, lengthM, GLUE_M) - passed(frontM, lengthM, GLUE_M);
      trimM += passed(to, lengthM, TRIM_M) - passed(frontM, lengthM, TRIM_M);
      if (frontM - lengthM < GLUE_M && to - lengthM >= GLUE_M) glued += 1;
      panel.frontM = to;
      if (to - lengthM >= END_M) done = true;
    }
    return { premillM, glueM, trimM, glued, done: done ? this.#leave() : none };
  }

  #leave(): readonly Panel[] {
    const left = this.#panels.filter(({ frontM, lengthM }) => frontM - lengthM >= END_M);
    this.#panels = this.#panels.filter(({ frontM, lengthM }) => frontM - lengthM < END_M);
    return left;
  }
}

const none: readonly Panel[] = [];
const nothing: Passage = { premillM: 0, glueM: 0, trimM: 0, glued: 0, done: none };

/** Metres of a panel that have passed a place. */
function passed(frontM: number, lengthM: number, placeM: number): number {
  return Math.min(Math.max(frontM - placeM, 0), lengthM);
}
