// The way out of a daylight press: the boards of a load leave the unloading rack one after the other and pass
// thickness gauge, blow detection and scale.

import { type Board, boardFrom } from "../panel-line/board.ts";
import type { BoardGauges } from "../panel-line/board-gauges.ts";
import { daylightDesign } from "../panel-line/panel-design.ts";
import { areaWeightOf, type PanelRecipe } from "../panel-line/panel-recipe.ts";

/** A board lies under the gauges this long; the next comes a little later. */
const PASS_MS = 11_000;
const PITCH_MS = 14_000;

interface Leaving {
  readonly board: Board;
  readonly blow: boolean;
}

export class BoardOutfeed {
  readonly #gauges: BoardGauges;
  #queue: Leaving[] = [];
  #current: Leaving | undefined;
  #sinceMs = PITCH_MS;

  /** @param last product whose board the scale has seen at the beginning, if any. */
  constructor(gauges: BoardGauges, last: PanelRecipe | undefined) {
    this.#gauges = gauges;
    if (last !== undefined) this.#weigh(boardFrom(areaWeightOf(last), last.rawMm, last, 0));
  }

  push(board: Board, blow: boolean): void {
    this.#queue.push({ board, blow });
  }

  /** Whether a blown board is under the detector now. */
  step(dtMs: number): boolean {
    this.#sinceMs += dtMs;
    if (this.#sinceMs >= PASS_MS) this.#current = undefined;
    if (this.#sinceMs >= PITCH_MS && this.#queue.length > 0) {
      this.#current = this.#queue.shift();
      this.#sinceMs = 0;
      if (this.#current !== undefined) this.#weigh(this.#current.board);
    }
    const under = this.#current;
    this.#gauges.step(
      dtMs,
      under === undefined
        ? undefined
        : {
            rawMm: under.board.rawThicknessMm,
            aimedMm: under.board.recipe.rawMm,
            blow: under.blow,
          },
    );
    return under?.blow === true;
  }

  #weigh(board: Board): void {
    const { boardLengthMm, boardWidthM } = daylightDesign;
    const m3 = ((boardLengthMm / 1000) * boardWidthM * board.rawThicknessMm) / 1000;
    this.#gauges.weigh(board.densityKgM3 * m3, board.densityKgM3);
  }
}
