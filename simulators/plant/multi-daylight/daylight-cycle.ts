// The cycle of a multi-daylight press: LOADING → CLOSING → PRESSURISE → HOLD → DECOMPRESS → OPENING →
// UNLOADING (domain reference A1). A cycle that has begun is finished. The cylinders' oil goes from 0 to its
// peak, relaxes while the mat gives way, is let off in steps so that steam can leave, and is 0 again: one such
// wave per load (P7). Seconds, bar.

import { Lag } from "../lag.ts";
import type { PanelRecipe } from "../panel-line/panel-recipe.ts";
import type { Random } from "../random.ts";
import { holdS, PHASE_S, peakBar } from "./daylight-recipe.ts";

export const daylightPhases = [
  "open",
  "loading",
  "closing",
  "pressurise",
  "hold",
  "decompress",
  "opening",
  "unloading",
] as const;
export type DaylightPhase = (typeof daylightPhases)[number];

const PRESSURE_MS = 300;
/** Of the tank, with the cylinders let off. */
const OPEN_BAR = 1.5;
const CLOSING_BAR = 12;
/** The mat relaxes to this share of the peak, this fast. */
const RELAXED = { share: 0.38, s: 45 } as const;
/** Steps of the decompression, as shares of what was left at the end of the hold. */
const DECOMPRESS_STEPS = [0.7, 0.45, 0.25, 0.1] as const;
const SCATTER = [0.97, 1.03] as const;

export interface CycleTimes {
  readonly cycleS: number;
  readonly closeS: number;
  readonly holdS: number;
}

export class DaylightCycle {
  readonly #random: Random;
  readonly #bar: Lag;
  #phase: DaylightPhase = "open";
  #elapsedS = 0;
  #lengthS = 0;
  #sinceLoadS = 0;
  #closeS: number = PHASE_S.closing;
  #holdS = 0;
  #times: CycleTimes = { cycleS: 0, closeS: 0, holdS: 0 };
  /** Of the present load, bar. */
  #peakBar = 0;
  #heldBar = 0;
  #waitedS = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#bar = new Lag(PRESSURE_MS, OPEN_BAR);
  }

  phase(): DaylightPhase {
    return this.#phase;
  }

  /** How long the press has stood open. */
  waitedS(): number {
    return this.#waitedS;
  }

  bar(): number {
    return this.#bar.value();
  }

  /** Of the last complete load. */
  times(): CycleTimes {
    return this.#times;
  }

  /** Platens touch the mats. */
  closed(): boolean {
    return this.#phase === "pressurise" || this.#phase === "hold" || this.#phase === "decompress";
  }

  /** Takes a load; only while open. @param peakShare of the nominal peak: heavy mats push back more. */
  load(recipe: PanelRecipe, peakShare: number, pace: number): void {
    this.#peakBar = peakBar(recipe) * peakShare;
    this.#holdS = holdS(recipe) * this.#random.between(0.99, 1.02);
    this.#waitedS = 0;
    this.#sinceLoadS = 0;
    this.#enter("loading", PHASE_S.loading / pace);
  }

  /** Begins in the middle of a hold, as a line that has been running. */
  resume(recipe: PanelRecipe, leftS: number): void {
    this.load(recipe, 1, 1);
    this.#phase = "hold";
    this.#lengthS = this.#holdS;
    this.#elapsedS = this.#holdS - leftS;
    this.#sinceLoadS = PHASE_S.loading + PHASE_S.closing + PHASE_S.pressurise + this.#elapsedS;
    this.#bar.set(this.#wantedBar());
  }

  /** Returns true in the step in which the load has left the press. */
  step(dtMs: number): boolean {
    this.#elapsedS += dtMs / 1000;
    this.#sinceLoadS += dtMs / 1000;
    let unloaded = false;
    if (this.#phase === "open") this.#waitedS += dtMs / 1000;
    else if (this.#elapsedS >= this.#lengthS) unloaded = this.#advance();
    this.#bar.step(dtMs, this.#wantedBar());
    return unloaded;
  }

  #advance(): boolean {
    switch (this.#phase) {
      case "loading":
        this.#closeS = this.#enter("closing", PHASE_S.closing);
        return false;
      case "closing":
        this.#enter("pressurise", PHASE_S.pressurise);
        return false;
      case "pressurise":
        this.#phase = "hold";
        this.#elapsedS = 0;
        this.#lengthS = this.#holdS;
        return false;
      case "hold":
        this.#heldBar = this.bar();
        this.#enter("decompress", PHASE_S.decompress);
        return false;
      case "decompress":
        this.#enter("opening", PHASE_S.opening);
        return false;
      case "opening":
        this.#enter("unloading", PHASE_S.unloading);
        return false;
      default:
        this.#times = { cycleS: this.#sinceLoadS, closeS: this.#closeS, holdS: this.#holdS };
        this.#phase = "open";
        return true;
    }
  }

  #enter(phase: DaylightPhase, seconds: number): number {
    this.#phase = phase;
    this.#elapsedS = 0;
    this.#lengthS = seconds * this.#random.between(...SCATTER);
    return this.#lengthS;
  }

  #wantedBar(): number {
    const share = this.#elapsedS / this.#lengthS;
    switch (this.#phase) {
      case "closing":
        return CLOSING_BAR;
      case "pressurise":
        return CLOSING_BAR + (this.#peakBar - CLOSING_BAR) * Math.min(1.15 * share, 1);
      case "hold": {
        const left = Math.exp(-this.#elapsedS / RELAXED.s);
        return this.#peakBar * (RELAXED.share + (1 - RELAXED.share) * left);
      }
      case "decompress": {
        const step = Math.floor(share * DECOMPRESS_STEPS.length);
        return this.#heldBar * (DECOMPRESS_STEPS[step] ?? 0.1);
      }
      default:
        return OPEN_BAR;
    }
  }
}
