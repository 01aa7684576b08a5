// Motors and pressing zone of an edge bander, and what their sensors show: sums of the two sides.

import { AnalogInput } from "../analog-input.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { Instrument } from "./sensor.ts";

const FEED_M_PER_MIN = 20;
const FEED_TAU_MS = 700;
const PREMILL_IDLE_A = 2.4;
const PREMILL_CUT_A = 5.6;
const TRIM_IDLE_A = 1.6;
const TRIM_CUT_A = 1.5;
const MOTOR_TAU_MS = 100;
const IDLE_W = 4_800;
const STANDING_W = 900;
const BANDING_W = 5_200;
const PREMILL_W_PER_A = 560;
const TRIM_W_PER_A = 520;
const PRESS_BAR = 3.6;
/** Of the air in the hall this much is lost in the regulator. */
const REGULATOR_BAR = 0.4;

export class BanderDrives {
  readonly #regulator: Drift;
  readonly #feed: Lag;
  readonly #premillA: Lag;
  readonly #trimA: Lag;
  readonly #feedMeter: Instrument;
  readonly #premillInput: AnalogInput;
  readonly #trimInput: AnalogInput;
  readonly #pressureInput: AnalogInput;

  constructor(random: Random, on: boolean) {
    this.#regulator = new Drift(random.fork("regulator"), {
      sigma: 0.03,
      tauMs: 120_000,
      limit: 0.1,
    });
    const motor = (fork: string): AnalogInput =>
      new AnalogInput({
        random: random.fork(fork),
        range: [0, 20],
        sigma: 0.03,
        relativeSigma: 0.02,
      });
    this.#premillInput = motor("premill");
    this.#trimInput = motor("trim");
    this.#pressureInput = new AnalogInput({
      random: random.fork("pressure"),
      range: [0, 10],
      sigma: 0.02,
    });
    this.#feedMeter = new Instrument({
      random: random.fork("feed"),
      sigma: 0.06,
      perUnit: 100,
      least: 0,
      dead: 0.05,
    });
    this.#feed = new Lag(FEED_TAU_MS, on ? FEED_M_PER_MIN : 0);
    this.#premillA = new Lag(MOTOR_TAU_MS, on ? PREMILL_IDLE_A : 0);
    this.#trimA = new Lag(MOTOR_TAU_MS, on ? TRIM_IDLE_A : 0);
  }

  /** The regulator holds the pressing zone as long as the hall has enough air; an off valve lets it out. */
  press(dtMs: number, on: boolean, airBar: number): void {
    this.#regulator.step(dtMs);
    const wanted = PRESS_BAR + this.#regulator.value() + 0.04 * (airBar - 6.8);
    this.#pressureInput.sample(on ? Math.max(Math.min(wanted, airBar - REGULATOR_BAR), 0) : 0);
  }

  /** The chain. @returns its feed, m/min. */
  feed(dtMs: number, runs: boolean): number {
    const feed = this.#feed.step(dtMs, runs ? FEED_M_PER_MIN : 0);
    this.#feedMeter.sample(feed);
    return feed;
  }

  /** The aggregates. @param premill and trim: share of the step in which they are in wood. */
  mill(dtMs: number, runs: boolean, premill: number, trim: number): void {
    const pull = this.#feed.value() / FEED_M_PER_MIN;
    const premillA = runs ? PREMILL_IDLE_A + PREMILL_CUT_A * premill * pull : 0;
    this.#premillInput.sample(this.#premillA.step(dtMs, premillA));
    const trimA = runs ? TRIM_IDLE_A + TRIM_CUT_A * trim * pull : 0;
    this.#trimInput.sample(this.#trimA.step(dtMs, trimA));
  }

  /** True feed, m/min. */
  feedMPerMin(): number {
    return this.#feed.value();
  }

  /** @param banding a panel is in the machine. */
  powerW(banding: boolean): number {
    if (this.#feed.value() < 1) return STANDING_W;
    return (
      IDLE_W +
      (banding ? BANDING_W : 0) +
      PREMILL_W_PER_A * Math.max(this.#premillA.value() - PREMILL_IDLE_A, 0) +
      TRIM_W_PER_A * Math.max(this.#trimA.value() - TRIM_IDLE_A, 0)
    );
  }

  /** m/min, A (sums of two motors each), bar. */
  readings(): Readonly<Record<"feed" | "premillA" | "trimA" | "pressureBar", number>> {
    return {
      feed: this.#feedMeter.value(),
      premillA: this.#premillInput.value(),
      trimA: this.#trimInput.value(),
      pressureBar: this.#pressureInput.value(),
    };
  }
}
