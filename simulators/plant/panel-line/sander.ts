// Wide-belt sander: takes the raw board down to its final thickness; its current is that of the wood it
// removes at its feed (domain reference, P6). Without a board it runs idle. Belts wear with what they remove
// and are changed between boards. mm, A.

import { Alarm } from "../alarm.ts";
import { Counter } from "../counter.ts";
import { Drift } from "../drift.ts";
import type { Instruments } from "../instruments.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";
import { SwitchedMotor } from "../switched-motor.ts";
import type { Board } from "./board.ts";
import { BoardFeed } from "./board-feed.ts";
import type { PanelDesign } from "./panel-design.ts";
import { panelState } from "./panel-state.ts";

/** Removal times feed of the 18 mm board: 0.7 mm at 299 mm/s. */
const NOMINAL_MM2_S = 0.7 * 299;
/** Through the star cooler. */
const COOLER_MS = 180_000;
const STARVED_MS = 12_000;
/** Metres that a belt lasts at the nominal removal. */
const BELT_LIFE_M = 60_000;
const LIFE_ALARM_PERCENT = 8;

export interface SanderOptions {
  readonly random: Random;
  readonly instruments: Instruments;
  readonly events: EventBook;
  readonly design: PanelDesign;
  /** Motors of the measured head and of all other heads, kW. */
  readonly headKw: number;
  readonly otherHeadsKw: number;
  readonly running: boolean;
  readonly initial?: () => Board;
}

export class Sander {
  /** The head that the first current is taken of, and the other heads. */
  readonly head: SwitchedMotor;
  readonly otherHeads: SwitchedMotor;
  readonly total: Counter;
  readonly #feed: BoardFeed;
  readonly #setting: Drift;
  readonly #secondHead: Drift;
  readonly #inputs;
  readonly #lifeAlarm: Alarm;
  #outMm: number;
  #lifePercent: number;
  #on: boolean;

  constructor(options: SanderOptions) {
    const { random, instruments, events, design, running, initial } = options;
    const { boardLengthMm } = design;
    this.#feed = new BoardFeed({
      delayMs: COOLER_MS,
      boardLengthMm,
      ...(running && initial !== undefined ? { initial } : {}),
    });
    this.#on = running;
    this.#outMm = this.#feed.current()?.recipe.finalMm ?? 18;
    this.#setting = new Drift(random.fork("setting"), {
      sigma: 0.02,
      tauMs: 600_000,
      limit: 0.06,
    });
    this.#secondHead = new Drift(random.fork("second"), {
      sigma: 0.03,
      tauMs: 900_000,
      limit: 0.1,
    });
    const motor = { idleShare: 0.3, tauMs: 1_000, load: 0.8, on: running, start: "drive" } as const;
    this.head = new SwitchedMotor({
      random: random.fork("head"),
      ratedKw: options.headKw,
      ripple: 0.01,
      ...motor,
    });
    this.otherHeads = new SwitchedMotor({
      random: random.fork("heads"),
      ratedKw: options.otherHeadsKw,
      ...motor,
    });
    this.#inputs = {
      in: instruments.input("sander.thickness.in"),
      out: instruments.input("sander.thickness.out"),
      removal: instruments.input("sander.removal", 0.06),
      feed: instruments.input("sander.speed.feed", 0.1),
      current: instruments.input("sander.current.motor", 2),
      second: instruments.input("sander.current.motor.2", 2),
    };
    this.#lifeAlarm = new Alarm({
      events,
      equipment: "sander",
      alarm: "alarm.belt-life",
      priority: "low",
      when: "below",
      limit: LIFE_ALARM_PERCENT,
      deadband: 5,
    });
    this.#lifePercent = random.fork("life").between(25, 95);
    this.total = new Counter(random.fork("history").between(6e5, 1.6e6));
    this.step(100, [], running, 400);
  }

  /** True removal of the board under the belts, 0 without one, mm. */
  removalMm(): number {
    const board = this.#feed.current();
    return board === undefined ? 0 : Math.max(board.rawThicknessMm - this.#outMm, 0);
  }

  feedMmS(): number {
    return this.#feed.speedMmS();
  }

  /** Nothing lies in it, and nothing comes. */
  idle(): boolean {
    return this.#feed.current() === undefined && this.#feed.waiting() === 0;
  }

  /** @param arriving boards cut by the press in this step. Returns the sanded boards. */
  step(
    dtMs: number,
    arriving: readonly Board[],
    on: boolean,
    lineVoltageV: number,
  ): readonly Board[] {
    this.#on = on;
    this.#setting.step(dtMs);
    this.#secondHead.step(dtMs);
    this.#feed.push(arriving);
    const done = this.#feed.step(dtMs, on);
    const board = this.#feed.current();
    if (board !== undefined) this.#outMm = board.recipe.finalMm + this.#setting.value();
    const work = (this.removalMm() * this.feedMmS()) / NOMINAL_MM2_S;
    this.head.step(dtMs, on, 0.8 * work, lineVoltageV);
    this.otherHeads.step(dtMs, on, 0.8 * work, lineVoltageV);
    this.#wear(dtMs, work);
    this.#inputs.current.sample(this.head.currentA);
    this.#inputs.second.sample(this.head.currentA * (1 + this.#secondHead.value()));
    this.#inputs.feed.sample(this.feedMmS() * 0.06);
    // Between boards the gauges hold what they saw last.
    if (board !== undefined) {
      this.#inputs.in.sample(board.rawThicknessMm);
      this.#inputs.out.sample(this.#outMm);
    }
    this.#inputs.removal.sample(this.removalMm());
    this.total.add(done.length);
    return done.map((sanded) => ({
      ...sanded,
      thicknessMm: sanded.recipe.finalMm + this.#setting.value(),
    }));
  }

  points(): Points {
    const { in: before, out, removal, feed, current, second } = this.#inputs;
    return {
      state: () => {
        if (!this.#on) return panelState.stopped;
        return this.#feed.emptyMs() > STARVED_MS ? panelState.starved : panelState.producing;
      },
      fault: () => false,
      "output.total": () => this.total.value(),
      "thickness.in": () => before.value(),
      "thickness.out": () => out.value(),
      removal: () => removal.value(),
      "speed.feed": () => feed.value(),
      "current.motor": () => current.value(),
      "current.motor.2": () => second.value(),
      "life.belt": () => this.#lifePercent,
      "alarm.belt-life": () => this.#lifeAlarm.active(),
    };
  }

  #wear(dtMs: number, work: number): void {
    this.#lifePercent -= (100 * work * 0.299 * dtMs) / 1000 / BELT_LIFE_M;
    // Changed when worn out, or once the alarm stands and the sander waits anyway.
    const waiting = this.#feed.emptyMs() > 60_000 && this.#lifeAlarm.active();
    if (this.#lifePercent < 1 || waiting) this.#lifePercent = 100;
    this.#lifeAlarm.step(dtMs, this.#lifePercent);
  }
}
