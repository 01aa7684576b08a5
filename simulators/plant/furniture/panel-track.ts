// Panels on the chain of an edge bander, by the position of their front edge. What an aggregate does follows from
// how much of a panel passes it, so a burst lasts panel length ÷ feed speed whatever the step is (F4).

import type { Part } from "./part.ts";

export type Panel = { readonly part: Part; readonly lengthM: number; frontM: number };

/** Where the aggregates stand, from the infeed, m. */
export const PREMILL_M = 0.6;
export const GLUE_M = 2.2;
export const END_M = 5.2;
/** Least distance between two panels, m. */
const LEAST_GAP_M = 0.5;

export type Passage = {
  /** Metres of panel that passed each aggregate in this step. */
  readonly premillM: number;
  readonly glueM: number;
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
    let [premillM, glueM, glued] = [0, 0, 0];
    for (const panel of this.#panels) {
      const { frontM, lengthM } = panel;
      const to = frontM + metres;
      premillM += passed(to, lengthM, PREMILL_M) - passed(frontM, lengthM, PREMILL_M);
      glueM += passed(to, lengthM, GLUE_M) - passed(frontM, lengthM, GLUE_M);
      if (frontM - lengthM < GLUE_M && to - lengthM >= GLUE_M) glued += 1;
      panel.frontM = to;
    }
    const done = this.#panels.filter(({ frontM, lengthM }) => frontM - lengthM >= END_M);
    if (done.length > 0) this.#panels = this.#panels.filter((panel) => !done.includes(panel));
    return { premillM, glueM, glued, done };
  }
}

/** Metres of a panel that have passed a place. */
function passed(frontM: number, lengthM: number, placeM: number): number {
  return Math.min(Math.max(frontM - placeM, 0), lengthM);
}
