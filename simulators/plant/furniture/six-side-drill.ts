// The six-side drill drill-1: a part is clamped, measured, drilled hole by hole and pushed out. Current follows the
// bits that are in wood, and the hole counter follows the drilling. A part that is too large goes back to be made again.

import { AnalogInput } from "../analog-input.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { MachineFaults } from "./machine-faults.ts";
import type { Part } from "./part.ts";
import { type PartBuffer, paceFactor } from "./part-buffer.ts";
import { QUIET_START_MS } from "./quiet-start.ts";
import type { Surroundings } from "./surroundings.ts";
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
const IDLE_A = 3.2;
const BIT_A = 3.8;
const CURRENT_TAU_MS = 100;
const AUXILIARY_W = 1_600;
const SAVING_W = 420;
const OFF_W = 60;
const W_PER_A = 590;
const OVERSIZE_SHARE = 0.002;
/** Somebody takes the part out. */
const OVERSIZE_MS = 28_000;
const USUAL_CYCLE_S = 17.5;

export type DrillOptions = {
  readonly random: Random;
  readonly counters: Counters;
  readonly on: boolean;
  readonly source: PartBuffer;
  readonly deliver: (part: Part) => void;
  readonly reject: (part: Part) => void;
  /** The part that was in the machine when the power went. */
  readonly inside: Part | undefined;
};

export class SixSideDrill {
  readonly unit: WoodworkingUnit;
  readonly faults: MachineFaults<"seat" | "curtain" | "servo" | "emergency">;
  readonly #options: DrillOptions;
  readonly #input: AnalogInput;
  readonly #measuring: Random;
  #part: Part | undefined;
  #elapsedMs = 0;
  #holesOfPart = 0;
  #holes: number;
  #rejected: number;
  #handlingMs = 0;
  #oversizeMs = 0;
  #emptyMs = 0;
  #workedMs = 0;
  #cycleS = USUAL_CYCLE_S;
  readonly #currentA: Lag;

  constructor(options: DrillOptions) {
    const { random, counters, on } = options;
    this.#options = options;
    this.#input = new AnalogInput({
      random: random.fork("input"),
      range: [0, 25],
      sigma: 0.03,
      relativeSigma: 0.02,
    });
    this.faults = new MachineFaults({
      random,
      plans: [
        { kind: "seat", weight: 1, minutes: [0.3, 1.1] },
        { kind: "curtain", weight: 0.3, minutes: [0.15, 0.4] },
        { kind: "servo", weight: 0.15, minutes: [0.5, 1.5] },
        { kind: "emergency", weight: 0.1, minutes: [0.3, 0.8] },
      ],
      meanGapMs: 28 * 60_000,
      restartMs: 4_000,
      loses: { servo: "reference", emergency: "initialisation" },
    });
    this.#measuring = random.fork("measuring");
    this.unit = new WoodworkingUnit({ name: NAME, counters, on });
    this.#holes = counters[`${NAME}.holes`] ?? 0;
    this.#rejected = counters[`${NAME}.rejected`] ?? 0;
    this.#part = options.inside;
    this.#currentA = new Lag(CURRENT_TAU_MS, on ? IDLE_A : 0);
  }

  drift(dtMs: number, around: Surroundings): void {
    this.faults.drift(dtMs, this.unit.power.able && around.work);
    this.#workedMs += dtMs;
  }

  step(dtMs: number, around: Surroundings, wanted: boolean, blocked: boolean): void {
    const { unit, faults } = this;
    const stopped = !around.airPresent || this.#oversizeMs > 0;
    const lost = faults.check(dtMs, unit.power.on, stopped);
    if (lost !== undefined) unit.power.lose(lost);
    this.#oversizeMs = Math.max(this.#oversizeMs - dtMs, 0);
    const part = this.#part !== undefined;
    unit.attend(dtMs, around, wanted, part || around.work, !faults.error);
    const runs = unit.power.able && !faults.error && around.suctionOn;
    let inWood = false;
    if (runs) {
      if (this.#part === undefined) this.#fetch(dtMs, blocked || !around.work);
      else inWood = this.#drill(dtMs, this.#part);
    }
    this.#emptyMs = this.#part === undefined ? this.#emptyMs + dtMs : 0;
    const turns = unit.power.able && !faults.error;
    this.#input.sample(this.#currentA.step(dtMs, turns ? IDLE_A + (inWood ? BIT_A : 0) : 0));
    this.#show(dtMs, around, blocked);
  }

  #show(dtMs: number, around: Surroundings, blocked: boolean): void {
    const { flags, power } = this.unit;
    const error = power.on && this.faults.error;
    const part = this.#part !== undefined;
    const empty = power.able && !part && around.work;
    flags.Error = error && power.initialised;
    flags.Alarm = error || (power.on && !around.suctionOn);
    flags.Emergency = power.on && this.faults.is("emergency");
    flags.Safety = !this.faults.is("emergency") && !this.faults.is("curtain");
    flags.ManualActivityRequired = error;
    flags.RecipeInRun = power.on && (part || (around.work && this.#emptyMs < READY_AFTER_MS));
    flags.RecipeInHold = flags.RecipeInRun && error;
    flags.Hold = flags.RecipeInHold;
    flags.Moving = part && power.able && !error;
    flags.FeedRuns = this.feed() > 0;
    flags.LoadingEnabled = power.able && !error && !part;
    flags.WaitLoad = empty && !blocked;
    flags.WaitUnload = empty && blocked;
    flags.WorkpiecePresent = part;
    this.unit.pass(dtMs);
  }

  #fetch(dtMs: number, blocked: boolean): void {
    this.#handlingMs -= dtMs;
    if (blocked || this.#handlingMs > 0) return;
    this.#part = this.#options.source.take();
    if (this.#part === undefined) return;
    this.#elapsedMs = 0;
    this.#holesOfPart = 0;
    this.unit.enter(1);
    const oversize = this.#measuring.uniform() < OVERSIZE_SHARE;
    if (oversize && this.#workedMs > QUIET_START_MS) this.#refuse(this.#part);
  }

  /** Measured too large: alarm, and the part goes back. */
  #refuse(part: Part): void {
    this.#oversizeMs = OVERSIZE_MS;
    this.#part = undefined;
    this.#rejected += 1;
    this.unit.leave(1);
    this.unit.abortRun();
    this.#options.reject(part);
  }

  /** Returns whether bits are in wood. */
  #drill(dtMs: number, part: Part): boolean {
    this.#elapsedMs += dtMs;
    const drillingMs = this.#elapsedMs - INFEED_MS;
    const made = Math.min(Math.max(Math.floor(drillingMs / HOLE_MS), 0), part.holes);
    this.#holes += made - this.#holesOfPart;
    this.#holesOfPart = made;
    if (this.#elapsedMs >= INFEED_MS + part.holes * HOLE_MS + OUTFEED_MS) {
      this.#cycleS = this.#elapsedMs / 1000;
      this.#part = undefined;
      this.#handlingMs = HANDLING_MS * paceFactor(this.#options.source.level());
      this.unit.leave(1);
      this.unit.finishRun(1000 * part.lengthM);
      this.#options.deliver(part);
    }
    return drillingMs > 0 && made < part.holes && (drillingMs % HOLE_MS) / HOLE_MS < IN_WOOD_SHARE;
  }

  /** Good and refused parts together. */
  good(): number {
    return this.unit.piecesOut() - this.#rejected;
  }

  rejected(): number {
    return this.#rejected;
  }

  oversize(): boolean {
    return this.#oversizeMs > 0;
  }

  holes(): number {
    return this.#holes;
  }

  part(): Part | undefined {
    return this.#part;
  }

  /** Of the last part, s. */
  cycleS(): number {
    return this.#cycleS;
  }

  /** Speed of the rollers that carry the part in and out, m/min. */
  feed(): number {
    const part = this.#part;
    if (part === undefined || this.faults.error || !this.unit.power.able) return 0;
    const drilled = this.#elapsedMs - INFEED_MS - part.holes * HOLE_MS;
    return this.#elapsedMs < INFEED_MS || drilled > 0 ? ROLLER_M_PER_MIN : 0;
  }

  /** Spindle current, A. */
  currentReading(): number {
    return this.#input.value();
  }

  needsSuction(): boolean {
    return this.#part !== undefined && this.unit.power.on;
  }

  powerW(): number {
    const { power } = this.unit;
    if (!power.on) return OFF_W;
    return (power.saving ? SAVING_W : AUXILIARY_W) + W_PER_A * this.#currentA.value();
  }

  retained(): Counters {
    return {
      ...this.unit.retained(),
      [`${NAME}.holes`]: this.#holes,
      [`${NAME}.rejected`]: this.#rejected,
    };
  }
}
