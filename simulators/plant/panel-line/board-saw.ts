// Saw: halves every sanded board into two panels; gauges measure each panel in two places, and it is graded
// and stacked. kg/m³, mm.

import { Counter } from "../counter.ts";
import type { Instruments } from "../instruments.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { SwitchedMotor } from "../switched-motor.ts";
import type { Board } from "./board.ts";
import { BoardFeed } from "./board-feed.ts";
import type { PanelDesign } from "./panel-design.ts";
import { areaWeightOf, MOISTURE_LOSS } from "./panel-recipe.ts";
import { panelState } from "./panel-state.ts";

const CONVEYOR_MS = 60_000;
const STARVED_MS = 6_000;
/** Feed at which the motor has its load. */
const NOMINAL_MM_S = 299;
/** Surface faults and knots of ink, by chance. */
const GRADE_B_SHARE = 0.025;
const REJECT_SHARE = 0.004;
/** Beyond these a panel is grade B, or rejected (domain reference A1: ±0.20 mm). */
const TOLERANCE_MM = { b: 0.15, reject: 0.2 } as const;

export type PanelGrade = "a" | "b" | "reject";

export interface SawnPanel {
  readonly board: Board;
  readonly grade: PanelGrade;
}

export interface BoardSawOptions {
  readonly random: Random;
  readonly instruments: Instruments;
  readonly design: PanelDesign;
  readonly motorKw: number;
  readonly running: boolean;
  readonly initial?: () => Board;
}

export class BoardSaw {
  readonly motor: SwitchedMotor;
  readonly total: Counter;
  readonly grades: Readonly<Record<PanelGrade, Counter>>;
  readonly #chance: Random;
  readonly #feed: BoardFeed;
  readonly #density;
  readonly #thickness;
  #quarter = 0;
  #on: boolean;

  constructor(options: BoardSawOptions) {
    const { random, instruments, design, running, initial } = options;
    this.#chance = random.fork("grades");
    this.#feed = new BoardFeed({
      delayMs: CONVEYOR_MS,
      boardLengthMm: design.boardLengthMm,
      ...(running && initial !== undefined ? { initial } : {}),
    });
    this.#on = running;
    this.motor = new SwitchedMotor({
      random: random.fork("motor"),
      ratedKw: options.motorKw,
      idleShare: 0.35,
      tauMs: 1_000,
      ripple: 0.01,
      load: 0.75,
      on: running,
      start: "direct",
    });
    this.#density = instruments.input("saw.quality.density");
    this.#thickness = instruments.input("saw.quality.thickness");
    const history = random.fork("history");
    const b = Math.floor(history.between(3e4, 8e4));
    const reject = Math.floor(history.between(5e3, 2e4));
    const a = Math.floor(history.between(1.2e6, 3e6));
    this.grades = { a: new Counter(a), b: new Counter(b), reject: new Counter(reject) };
    this.total = new Counter(a + b + reject);
    const board = this.#feed.current();
    if (board === undefined) return;
    this.#density.sample(
      (areaWeightOf(board.recipe) * (1 - MOISTURE_LOSS) * 1000) / board.recipe.rawMm,
    );
    this.#thickness.sample(board.recipe.finalMm);
  }

  idle(): boolean {
    return this.#feed.current() === undefined && this.#feed.waiting() === 0;
  }

  /** @param arriving boards sanded in this step. Returns the panels that fell in it. */
  step(
    dtMs: number,
    arriving: readonly Board[],
    on: boolean,
    lineVoltageV: number,
  ): readonly SawnPanel[] {
    this.#on = on;
    this.#feed.push(arriving);
    const board = this.#feed.current();
    this.#feed.step(dtMs, on);
    const quarter = Math.floor(this.#feed.progress() * 4);
    const changed = this.#feed.current() !== board;
    const panels: SawnPanel[] = [];
    if (board !== undefined && (changed || quarter !== this.#quarter)) {
      this.#density.sample(board.densityKgM3);
      this.#thickness.sample(board.thicknessMm);
      // A panel falls in the middle of the board and at its end.
      const halves = (this.#quarter < 2 && (changed || quarter >= 2) ? 1 : 0) + (changed ? 1 : 0);
      for (let n = 0; n < halves; n += 1) panels.push(this.#grade(board));
    }
    this.#quarter = quarter;
    const load = 0.75 * (this.#feed.speedMmS() / NOMINAL_MM_S);
    this.motor.step(dtMs, on, load, lineVoltageV);
    return panels;
  }

  points(): Points {
    return {
      state: () => {
        if (!this.#on) return panelState.stopped;
        return this.#feed.emptyMs() > STARVED_MS ? panelState.starved : panelState.producing;
      },
      fault: () => false,
      "output.total": () => this.total.value(),
      "output.grade.a": () => this.grades.a.value(),
      "output.grade.b": () => this.grades.b.value(),
      "output.reject": () => this.grades.reject.value(),
      "quality.density": () => this.#density.value(),
      "quality.thickness": () => this.#thickness.value(),
    };
  }

  #grade(board: Board): SawnPanel {
    const offMm = Math.abs(board.thicknessMm - board.recipe.finalMm);
    const chance = this.#chance.uniform();
    const rejected = offMm > TOLERANCE_MM.reject || chance < REJECT_SHARE;
    const second = offMm > TOLERANCE_MM.b || chance < REJECT_SHARE + GRADE_B_SHARE;
    const grade = rejected ? "reject" : second ? "b" : "a";
    this.grades[grade].add(1);
    this.total.add(1);
    return { board, grade };
  }
}
