// Wide-belt sander: takes the raw board down to its final thickness; its current is that of the wood it
// removes at its feed (domain reference, P6). Without a board it runs idle. mm, A.

import { AnalogInput } from "../analog-input.ts";
import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import { Motor } from "../motor.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { type Board, FINAL_THICKNESS_MM, RAW_THICKNESS_MM } from "./board.ts";
import { BoardFeed } from "./board-feed.ts";
import { panelState } from "./panel-state.ts";

const NOMINAL_REMOVAL_MM = RAW_THICKNESS_MM - FINAL_THICKNESS_MM;
/** Through the star cooler. */
const COOLER_MS = 180_000;
const STARVED_MS = 12_000;

export class Sander {
  /** The head that the current is taken of, and the other heads. */
  readonly head: Motor;
  readonly otherHeads: Motor;
  readonly total: Counter;
  readonly #feed: BoardFeed;
  readonly #nominalMmS: number;
  readonly #setting: Drift;
  readonly #thickness: AnalogInput;
  readonly #current: AnalogInput;
  #outMm = FINAL_THICKNESS_MM;

  constructor(random: Random, nominalMmS: number, initial: () => Board) {
    this.#nominalMmS = nominalMmS;
    this.#feed = new BoardFeed({ delayMs: COOLER_MS, nominalMmS, initial });
    this.#setting = new Drift(random.fork("setting"), {
      sigma: 0.02,
      tauMs: 600_000,
      limit: 0.06,
    });
    const motor = { idleShare: 0.3, tauMs: 1_000, load: 0.8 };
    this.head = new Motor({ random: random.fork("head"), ratedKw: 230, ripple: 0.01, ...motor });
    this.otherHeads = new Motor({ random: random.fork("heads"), ratedKw: 650, ...motor });
    this.#thickness = new AnalogInput({
      random: random.fork("gauge"),
      range: [0, 50],
      sigma: 0.03,
    });
    this.#current = new AnalogInput({
      random: random.fork("current"),
      range: [0, 800],
      relativeSigma: 0.004,
    });
    this.total = new Counter(random.fork("history").between(6e5, 1.6e6));
    this.step(100, [], 400);
  }

  /** True removal of the board under the belts, 0 without one, mm. */
  removalMm(): number {
    const board = this.#feed.current();
    return board === undefined ? 0 : Math.max(board.rawThicknessMm - this.#outMm, 0);
  }

  feedMmS(): number {
    return this.#feed.speedMmS();
  }

  /** @param arriving boards cut by the press in this step. Returns the sanded boards. */
  step(dtMs: number, arriving: readonly Board[], lineVoltageV: number): readonly Board[] {
    this.#setting.step(dtMs);
    this.#feed.push(arriving);
    const done = this.#feed.step(dtMs);
    this.#outMm = FINAL_THICKNESS_MM + this.#setting.value();
    const load =
      0.8 * (this.removalMm() / NOMINAL_REMOVAL_MM) * (this.#feed.speedMmS() / this.#nominalMmS);
    this.head.step(dtMs, load, lineVoltageV);
    this.otherHeads.step(dtMs, load, lineVoltageV);
    this.#current.sample(this.head.currentA);
    // Between boards the gauge holds what it saw last.
    if (this.#feed.current() !== undefined) this.#thickness.sample(this.#outMm);
    this.total.add(done.length);
    return done.map((board) => ({ ...board, thicknessMm: this.#outMm }));
  }

  points(): Points {
    return {
      state: () => (this.#feed.emptyMs() > STARVED_MS ? panelState.starved : panelState.producing),
      fault: () => false,
      "output.total": () => this.total.value(),
      "thickness.out": () => this.#thickness.value(),
      "current.motor": () => this.#current.value(),
    };
  }
}
