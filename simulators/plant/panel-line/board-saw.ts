// Saw: halves every sanded board into two panels; gauges measure each panel in two places. kg/m³, mm.

import { AnalogInput } from "../analog-input.ts";
import { Counter } from "../counter.ts";
import { Motor } from "../motor.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { type Board, FINAL_THICKNESS_MM } from "./board.ts";
import { BoardFeed } from "./board-feed.ts";
import { AREA_WEIGHT_KG_M2 } from "./former.ts";
import { panelState } from "./panel-state.ts";

const CONVEYOR_MS = 60_000;
const STARVED_MS = 12_000;

export class BoardSaw {
  readonly motor: Motor;
  readonly total: Counter;
  readonly #feed: BoardFeed;
  readonly #nominalMmS: number;
  readonly #density: AnalogInput;
  readonly #thickness: AnalogInput;
  #quarter = 0;

  constructor(random: Random, nominalMmS: number, initial: () => Board) {
    this.#nominalMmS = nominalMmS;
    this.#feed = new BoardFeed({
      delayMs: CONVEYOR_MS,
      nominalMmS,
      initial: () => ({ ...initial(), thicknessMm: FINAL_THICKNESS_MM }),
    });
    this.motor = new Motor({
      random: random.fork("motor"),
      ratedKw: 240,
      idleShare: 0.35,
      tauMs: 1_000,
      ripple: 0.01,
      load: 0.75,
    });
    this.#density = new AnalogInput({
      random: random.fork("scale"),
      range: [0, 1_000],
      relativeSigma: 0.006,
    });
    this.#thickness = new AnalogInput({
      random: random.fork("gauge"),
      range: [0, 50],
      sigma: 0.03,
    });
    this.total = new Counter(random.fork("history").between(1.2e6, 3.2e6));
    this.#density.sample((AREA_WEIGHT_KG_M2 * 955) / 18.7);
    this.#thickness.sample(FINAL_THICKNESS_MM);
  }

  step(dtMs: number, arriving: readonly Board[], lineVoltageV: number): void {
    this.#feed.push(arriving);
    const before = this.#feed.current();
    this.#feed.step(dtMs);
    const quarter = Math.floor(this.#feed.progress() * 4);
    const changed = this.#feed.current() !== before;
    if (before !== undefined && (changed || quarter !== this.#quarter)) {
      this.#density.sample(before.densityKgM3);
      this.#thickness.sample(before.thicknessMm);
      // A panel falls in the middle of the board and at its end.
      if (changed || quarter === 2) this.total.add(1);
    }
    this.#quarter = quarter;
    const load = 0.75 * (this.#feed.speedMmS() / this.#nominalMmS);
    this.motor.step(dtMs, load, lineVoltageV);
  }

  points(): Points {
    return {
      state: () => (this.#feed.emptyMs() > STARVED_MS ? panelState.starved : panelState.producing),
      fault: () => false,
      "output.total": () => this.total.value(),
      "quality.density": () => this.#density.value(),
      "quality.thickness": () => this.#thickness.value(),
    };
  }
}
