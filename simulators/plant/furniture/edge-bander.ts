// A double-end edge bander under a PLC: two opposite edges of a panel are pre-milled, glued and pressed in one pass.
// edgebander-1 takes the long edges, edgebander-2 the short ones, so every part passes each once.

import { AnalogInput } from "../analog-input.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { UpsetSchedule } from "../upset-schedule.ts";
import { GluePot } from "./glue-pot.ts";
import { GlueStore } from "./glue-store.ts";
import { PanelTrack } from "./panel-track.ts";
import { BOARD_MM, type Part } from "./part.ts";
import { type PartBuffer, paceFactor } from "./part-buffer.ts";
import { QUIET_START_MS } from "./quiet-start.ts";
import { Instrument } from "./sensor.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Counters } from "./woodworking-unit.ts";

/** State word of the PLC. */
export const banderState = { stopped: 0, heating: 1, waiting: 2, banding: 3, fault: 4 } as const;
export type BanderState = (typeof banderState)[keyof typeof banderState];

const FEED_M_PER_MIN = 20;
const FEED_TAU_MS = 700;
const GLUE_C = 190;
/** Time per part that the infeed keeps when an ordinary number waits, ms. */
const PACE_MS = 19_000;
/** Without a panel for this long the machine says that it waits. */
const WAITING_AFTER_MS = 30_000;
/** In a break the chain stops after this. */
const CHAIN_STOPS_AFTER_MS = 60_000;
const EDGES = 2;
/** Tape beyond the two ends of an edge, m. */
const OVERHANG_M = 0.05;
const PREMILL_IDLE_A = 2.4;
const PREMILL_CUT_A = 5.6;
const TRIM_IDLE_A = 1.6;
const TRIM_CUT_A = 1.5;
const MOTOR_TAU_MS = 100;
const IDLE_W = 4_800;
const STANDING_W = 900;
const OFF_W = 60;
const BANDING_W = 5_200;
const PREMILL_W_PER_A = 560;
const TRIM_W_PER_A = 520;
const PRESS_BAR = 3.6;
/** Of the air in the hall this much is lost in the regulator. */
const REGULATOR_BAR = 0.4;

export type BanderOptions = {
  readonly name: "edgebander-1" | "edgebander-2";
  readonly side: "lengthM" | "widthM";
  readonly random: Random;
  readonly counters: Counters;
  readonly on: boolean;
  readonly ambientC: number;
  readonly source: PartBuffer;
  readonly deliver: (part: Part) => void;
  /** Parts that were on the chain when the power went. */
  readonly inside: readonly Part[];
};

export class EdgeBander {
  readonly pot: GluePot;
  readonly glue: GlueStore;
  readonly #options: BanderOptions;
  readonly #pace: Random;
  readonly #regulator: Drift;
  readonly #upsets: UpsetSchedule<"tape" | "heater">;
  readonly #track = new PanelTrack();
  #piecesIn: number;
  #piecesOut: number;
  #edgeM: number;
  readonly #feed: Lag;
  readonly #premillA: Lag;
  readonly #trimA: Lag;
  readonly #feedMeter: Instrument;
  readonly #premillInput: AnalogInput;
  readonly #trimInput: AnalogInput;
  readonly #pressureInput: AnalogInput;
  #on: boolean;
  /** The pot has reached its temperature since the machine was switched on. */
  #warm: boolean;
  #untilFeedMs = 2_000;
  #emptyMs = 0;
  #milling = false;
  #premillShare = 0;
  #trimShare = 0;
  #fault = false;
  #lowAir = false;
  #gluedG = 0;
  #airBar = 0;

  constructor(options: BanderOptions) {
    const { name, random, counters, ambientC, inside, side, on } = options;
    this.#options = options;
    this.#on = on;
    this.#warm = on;
    this.#pace = random.fork("pace");
    this.#regulator = new Drift(random.fork("regulator"), {
      sigma: 0.03,
      tauMs: 120_000,
      limit: 0.1,
    });
    this.#upsets = new UpsetSchedule({
      random: random.fork("upsets"),
      plans: [
        { kind: "tape", weight: 4, minutes: [0.6, 1.8] },
        { kind: "heater", weight: 1, minutes: [0.8, 1.2] },
      ],
      quietMs: QUIET_START_MS,
      meanGapMs: 24 * 60_000,
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
    this.pot = new GluePot({
      random: random.fork("pot"),
      setpointC: GLUE_C,
      temperatureC: on ? GLUE_C + random.between(-1, 1) : ambientC,
      ambientC,
    });
    this.glue = new GlueStore(random.fork("glue"), counters[`${name}.glue`] ?? 0);
    this.#piecesIn = counters[`${name}.pieces.in`] ?? 0;
    this.#piecesOut = counters[`${name}.pieces.out`] ?? 0;
    this.#edgeM = counters[`${name}.edge`] ?? 0;
    for (const part of inside) this.#track.enter(part, part[side]);
  }

  /** What changes over seconds: once a step of the cell. */
  drift(dtMs: number, around: Surroundings): void {
    const upset = this.#upsets.current();
    if (upset !== undefined || (this.#ready() && around.work)) this.#upsets.step(dtMs);
    this.#regulator.step(dtMs);
    this.glue.drift(dtMs);
    this.pot.step(dtMs, {
      ambientC: around.ambientC,
      glueGPerS: (this.#gluedG * 1000) / dtMs,
      dead: !this.#on || upset === "heater",
    });
    this.#gluedG = 0;
    if (!this.pot.isLow()) this.#warm = this.#on;
    this.#airBar = around.airBar;
    this.#pressureInput.sample(this.pressureBar());
  }

  /** @param wanted somebody wants it on. @param blocked no room behind the machine. */
  step(dtMs: number, around: Surroundings, wanted: boolean, blocked: boolean): void {
    this.#switch(wanted);
    this.#lowAir = this.#on && !around.airPresent;
    const cold = this.#warm && this.pot.isLow();
    this.#fault = this.#warm && (this.#upsets.current() === "tape" || cold || this.#lowAir);
    const idle = !around.work && this.#emptyMs > CHAIN_STOPS_AFTER_MS;
    const runs = this.#ready() && !idle;
    const feed = this.#feed.step(dtMs, runs ? FEED_M_PER_MIN : 0);
    if (around.work) this.#feedPanel(dtMs, blocked || !around.suctionOn);
    this.#transport(dtMs, feed);
    this.#drive(dtMs, feed, runs);
  }

  /** Panels move, take glue, and leave. */
  #transport(dtMs: number, feed: number): void {
    const metres = (feed / 60_000) * dtMs;
    const { premillM, glueM, glued, trimM, done } = this.#track.move(metres);
    this.#edgeM += EDGES * (glueM + glued * OVERHANG_M);
    if (glueM > 0) this.#gluedG += this.glue.use(EDGES * glueM, BOARD_MM);
    for (const { part } of done) {
      this.#piecesOut += 1;
      this.#options.deliver(part);
    }
    this.#emptyMs = this.#track.inside() > 0 ? 0 : this.#emptyMs + dtMs;
    // Share of the step in which the cutters are in wood.
    this.#premillShare = metres > 0 ? premillM / metres : 0;
    this.#trimShare = metres > 0 ? trimM / metres : 0;
    this.#milling = this.#premillShare > 0.5;
  }

  /** Motors of the aggregates. @param runs they turn. */
  #drive(dtMs: number, feed: number, runs: boolean): void {
    const pull = feed / FEED_M_PER_MIN;
    const premillA = runs ? PREMILL_IDLE_A + PREMILL_CUT_A * this.#premillShare * pull : 0;
    this.#premillInput.sample(this.#premillA.step(dtMs, premillA));
    const trimA = runs ? TRIM_IDLE_A + TRIM_CUT_A * this.#trimShare * pull : 0;
    this.#trimInput.sample(this.#trimA.step(dtMs, trimA));
    this.#feedMeter.sample(feed);
  }

  #switch(wanted: boolean): void {
    if (!this.#on && wanted) {
      this.#on = true;
      this.#emptyMs = 0;
    } else if (this.#on && !wanted && this.#track.inside() === 0) {
      this.#on = false;
      this.#warm = false;
    }
  }

  /** Warm, and nothing is wrong. */
  #ready(): boolean {
    return this.#on && this.#warm && !this.#fault;
  }

  #feedPanel(dtMs: number, blocked: boolean): void {
    this.#untilFeedMs -= dtMs;
    if (!this.#ready() || blocked || this.#untilFeedMs > 0 || !this.#track.hasRoom()) return;
    const { source, side } = this.#options;
    const part = source.take();
    if (part === undefined) return;
    this.#track.enter(part, part[side]);
    this.#piecesIn += 1;
    const spread = 1 + 0.15 * this.#pace.normal();
    this.#untilFeedMs = PACE_MS * paceFactor(source.level()) * Math.max(spread, 0.5);
  }

  state(): BanderState {
    if (!this.#on) return banderState.stopped;
    if (!this.#warm) return banderState.heating;
    if (this.#fault) return banderState.fault;
    return this.#emptyMs > WAITING_AFTER_MS ? banderState.waiting : banderState.banding;
  }

  get on(): boolean {
    return this.#on;
  }

  fault(): boolean {
    return this.#fault;
  }

  /** A break of the tape, or glue too cold, or no air. */
  is(cause: "tape" | "glue" | "air"): boolean {
    if (cause === "tape") return this.#on && this.#upsets.current() === "tape";
    return cause === "glue" ? this.#on && this.pot.isLow() : this.#lowAir;
  }

  piecesIn(): number {
    return this.#piecesIn;
  }

  piecesOut(): number {
    return this.#piecesOut;
  }

  /** Metres of tape glued on since ever. */
  edgeMetres(): number {
    return this.#edgeM;
  }

  /** The pre-milling cutters are in wood now. */
  milling(): boolean {
    return this.#milling;
  }

  /** True feed, m/min. */
  feed(): number {
    return this.#feed.value();
  }

  /** Of the pressing zone, bar: the regulator holds it as long as the hall has enough air. */
  pressureBar(): number {
    if (!this.#on) return 0;
    const wanted = PRESS_BAR + this.#regulator.value() + 0.04 * (this.#airBar - 6.8);
    return Math.max(Math.min(wanted, this.#airBar - REGULATOR_BAR), 0);
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

  /** Its suction gate is open while the cutters turn. */
  needsSuction(): boolean {
    return this.#ready() && this.#feed.value() > 1;
  }

  /** Motors, W; without the heater of the pot, which is resistive. */
  motorW(): number {
    if (!this.#on) return OFF_W;
    if (this.#feed.value() < 1) return STANDING_W;
    const banding = this.#track.inside() > 0 && !this.#fault ? BANDING_W : 0;
    return (
      IDLE_W +
      banding +
      PREMILL_W_PER_A * Math.max(this.#premillA.value() - PREMILL_IDLE_A, 0) +
      TRIM_W_PER_A * Math.max(this.#trimA.value() - TRIM_IDLE_A, 0)
    );
  }

  retained(): Counters {
    const { name } = this.#options;
    return {
      [`${name}.pieces.in`]: this.#piecesIn,
      [`${name}.pieces.out`]: this.#piecesOut,
      [`${name}.edge`]: this.#edgeM,
      [`${name}.glue`]: this.glue.usedKg(),
    };
  }
}
