// The six-side drill drill-1: a part is clamped, measured, drilled hole by hole and pushed out. Current follows the
// bits that are in wood, and the hole counter follows the drilling.

import { AnalogInput } from "../analog-input.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { UpsetSchedule } from "../upset-schedule.ts";
import type { Part } from "./part.ts";
import { type PartBuffer, paceFactor } from "./part-buffer.ts";
import { QUIET_START_MS } from "./quiet-start.ts";
import { type Counters, WoodworkingUnit } from "./woodworking-unit.ts";

const NAME = "drill-1";
const INFEED_MS = 4_500;
const OUTFEED_MS = 2_500;
const HOLE_MS = 450;
/** Of the time for one hole the bit is in wood for this share. */
const IN_WOOD_SHARE = 0.6;
const HANDLING_MS = 2_600;
const READY_AFTER_MS = 20_000;
const ROLLER_M_PER_MIN = 28;
const RESTART_MS = 4_000;
const IDLE_A = 3.2;
const BIT_A = 3.8;
const CURRENT_TAU_MS = 100;
const AUXILIARY_W = 1_600;
const W_PER_A = 590;

export type DrillSurroundings = {
  readonly suctionPa: number;
  readonly airPresent: boolean;
  readonly blocked: boolean;
};

export class SixSideDrill {
  readonly unit: WoodworkingUnit;
  readonly #input: AnalogInput;
  readonly #upsets: UpsetSchedule<"seat">;
  readonly #source: PartBuffer;
  readonly #deliver: (part: Part) => void;
  #part: Part | undefined;
  #elapsedMs = 0;
  #holesOfPart = 0;
  #holes: number;
  #handlingMs = 0;
  #emptyMs = 0;
  #restartMs = 0;
  readonly #currentA = new Lag(CURRENT_TAU_MS, IDLE_A);

  constructor(
    random: Random,
    counters: Counters,
    {
      source,
      deliver,
      inside,
    }: {
      readonly source: PartBuffer;
      readonly deliver: (part: Part) => void;
      /** The part that was in the machine when the power went. */
      readonly inside: Part | undefined;
    },
  ) {
    this.#input = new AnalogInput({
      random: random.fork("input"),
      range: [0, 25],
      sigma: 0.03,
      relativeSigma: 0.02,
    });
    this.#upsets = new UpsetSchedule({
      random: random.fork("upsets"),
      plans: [{ kind: "seat", weight: 1, minutes: [0.3, 1.1] }],
      quietMs: QUIET_START_MS,
      meanGapMs: 28 * 60_000,
    });
    this.unit = new WoodworkingUnit(NAME, counters);
    this.#holes = counters[`${NAME}.holes`] ?? 0;
    this.#source = source;
    this.#deliver = deliver;
    this.#part = inside;
  }

  step(dtMs: number, around: DrillSurroundings): void {
    this.#upsets.step(dtMs);
    const stopped = this.#upsets.current() === "seat" || !around.airPresent;
    this.#restartMs = stopped ? RESTART_MS : Math.max(this.#restartMs - dtMs, 0);
    const error = this.#restartMs > 0;
    let inWood = false;
    if (!error) {
      if (this.#part === undefined) this.#fetch(dtMs, around.blocked);
      else inWood = this.#drill(dtMs, this.#part);
    }
    this.#emptyMs = this.#part === undefined ? this.#emptyMs + dtMs : 0;
    const wanted = error ? 0 : IDLE_A + (inWood ? BIT_A : 0);
    this.#input.sample(this.#currentA.step(dtMs, wanted));
    const recipe = this.#emptyMs < READY_AFTER_MS;
    this.unit.pass(dtMs, {
      Error: error,
      Alarm: error,
      RecipeInRun: recipe,
      AirPresent: around.airPresent,
      DustChipSuction: around.suctionPa > 800,
      Hold: error && recipe,
      Moving: !error && this.#part !== undefined,
      WaitLoad: this.#part === undefined && !around.blocked,
      WaitUnload: this.#part === undefined && around.blocked,
      WorkpiecePresent: this.#part !== undefined,
    });
  }

  #fetch(dtMs: number, blocked: boolean): void {
    this.#handlingMs -= dtMs;
    if (blocked || this.#handlingMs > 0) return;
    this.#part = this.#source.take();
    if (this.#part === undefined) return;
    this.#elapsedMs = 0;
    this.#holesOfPart = 0;
    this.unit.enter(1);
  }

  /** Returns whether bits are in wood. */
  #drill(dtMs: number, part: Part): boolean {
    this.#elapsedMs += dtMs;
    const drillingMs = this.#elapsedMs - INFEED_MS;
    const made = Math.min(Math.max(Math.floor(drillingMs / HOLE_MS), 0), part.holes);
    this.#holes += made - this.#holesOfPart;
    this.#holesOfPart = made;
    if (this.#elapsedMs >= INFEED_MS + part.holes * HOLE_MS + OUTFEED_MS) {
      this.#part = undefined;
      this.#handlingMs = HANDLING_MS * paceFactor(this.#source.level());
      this.unit.leave(1);
      this.unit.finishRun();
      this.#deliver(part);
    }
    return drillingMs > 0 && made < part.holes && (drillingMs % HOLE_MS) / HOLE_MS < IN_WOOD_SHARE;
  }

  holes(): number {
    return this.#holes;
  }

  /** Speed of the rollers that carry the part in and out, m/min. */
  feed(): number {
    const part = this.#part;
    if (part === undefined || this.#restartMs > 0) return 0;
    const drilled = this.#elapsedMs - INFEED_MS - part.holes * HOLE_MS;
    return this.#elapsedMs < INFEED_MS || drilled > 0 ? ROLLER_M_PER_MIN : 0;
  }

  /** Spindle current, A. */
  currentReading(): number {
    return this.#input.value();
  }

  needsSuction(): boolean {
    return this.#part !== undefined;
  }

  powerW(): number {
    return AUXILIARY_W + W_PER_A * this.#currentA.value();
  }

  retained(): Counters {
    return { ...this.unit.retained(), [`${NAME}.holes`]: this.#holes };
  }
}
