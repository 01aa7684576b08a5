// A double-end edge bander under a PLC: two opposite edges of a panel are pre-milled, glued and pressed in one pass.
// edgebander-1 takes the long edges, edgebander-2 the short ones, so every part passes each once.

import { AnalogInput } from "../analog-input.ts";
import { Drift } from "../drift.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { UpsetSchedule } from "../upset-schedule.ts";
import { GluePot } from "./glue-pot.ts";
import { PanelTrack } from "./panel-track.ts";
import type { Part } from "./part.ts";
import { type PartBuffer, paceFactor } from "./part-buffer.ts";
import { QUIET_START_MS } from "./quiet-start.ts";
import { measure } from "./sensor.ts";
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
const EDGES = 2;
/** Tape beyond the two ends of an edge, m. */
const OVERHANG_M = 0.05;
/** 180 g/m² on an 18 mm edge. */
const GLUE_G_PER_M = 3.24;
const PREMILL_IDLE_A = 2.4;
const PREMILL_CUT_A = 5.6;
const PREMILL_TAU_MS = 100;
const IDLE_W = 4_800;
const BANDING_W = 5_200;
const PREMILL_W_PER_A = 560;
const FEED = { sigma: 0.06, perUnit: 100 } as const;
const PRESS_BAR = 3.6;

export type BanderSurroundings = {
  readonly ambientC: number;
  /** Compressed air, bar. */
  readonly airBar: number;
  /** No room behind the machine. */
  readonly blocked: boolean;
};

export type BanderOptions = {
  readonly name: string;
  readonly side: "lengthM" | "widthM";
  readonly random: Random;
  readonly counters: Counters;
  readonly ambientC: number;
  readonly source: PartBuffer;
  readonly deliver: (part: Part) => void;
  /** Parts that were on the chain when the power went. */
  readonly inside: readonly Part[];
};

export class EdgeBander {
  readonly pot: GluePot;
  readonly #options: BanderOptions;
  readonly #noise: Random;
  readonly #regulator: Drift;
  readonly #upsets: UpsetSchedule<"tape" | "heater">;
  readonly #track = new PanelTrack();
  #piecesIn: number;
  #piecesOut: number;
  #edgeM: number;
  readonly #feed = new Lag(FEED_TAU_MS, FEED_M_PER_MIN);
  readonly #premillA = new Lag(PREMILL_TAU_MS, PREMILL_IDLE_A);
  readonly #premillInput: AnalogInput;
  readonly #pressureInput: AnalogInput;
  #untilFeedMs = 2_000;
  #emptyMs = 0;
  #milling = false;
  #fault = false;
  #feedReading = FEED_M_PER_MIN;

  constructor(options: BanderOptions) {
    const { name, random, counters, ambientC, inside, side } = options;
    this.#options = options;
    this.#noise = random.fork("noise");
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
    this.#premillInput = new AnalogInput({
      random: random.fork("premill"),
      range: [0, 20],
      sigma: 0.03,
      relativeSigma: 0.02,
    });
    this.#pressureInput = new AnalogInput({
      random: random.fork("pressure"),
      range: [0, 10],
      sigma: 0.02,
    });
    this.pot = new GluePot({
      random: random.fork("pot"),
      setpointC: GLUE_C,
      temperatureC: GLUE_C + random.between(-1, 1),
      ambientC,
    });
    this.#piecesIn = counters[`${name}.pieces.in`] ?? 0;
    this.#piecesOut = counters[`${name}.pieces.out`] ?? 0;
    this.#edgeM = counters[`${name}.edge`] ?? 0;
    for (const part of inside) this.#track.enter(part, part[side]);
  }

  step(dtMs: number, around: BanderSurroundings): void {
    this.#upsets.step(dtMs);
    this.#regulator.step(dtMs);
    this.#fault = this.#upsets.current() === "tape" || this.pot.isLow() || around.airBar < 5;
    const feed = this.#feed.step(dtMs, this.#fault ? 0 : FEED_M_PER_MIN);
    this.#feedPanel(dtMs, around.blocked);
    const metres = (feed / 60_000) * dtMs;
    const { premillM, glueM, glued, done } = this.#track.move(metres);
    this.#edgeM += EDGES * (glueM + glued * OVERHANG_M);
    for (const { part } of done) {
      this.#piecesOut += 1;
      this.#options.deliver(part);
    }
    this.#emptyMs = this.#track.inside() > 0 ? 0 : this.#emptyMs + dtMs;

    // Share of the step in which the cutters are in wood.
    const share = metres > 0 ? premillM / metres : 0;
    this.#milling = share > 0.5;
    const idleA = this.#fault ? 0 : PREMILL_IDLE_A;
    const wanted = idleA + PREMILL_CUT_A * share * (feed / FEED_M_PER_MIN);
    this.#premillInput.sample(this.#premillA.step(dtMs, wanted));
    const stuck = this.#upsets.current() === "heater";
    this.pot.step(dtMs, around.ambientC, (EDGES * glueM * GLUE_G_PER_M * 1000) / dtMs, stuck);
    this.#pressureInput.sample(PRESS_BAR + this.#regulator.value() + 0.04 * (around.airBar - 6.8));
    this.#feedReading = feed < 0.05 ? 0 : Math.max(measure(this.#noise, feed, FEED), 0);
  }

  #feedPanel(dtMs: number, blocked: boolean): void {
    this.#untilFeedMs -= dtMs;
    if (this.#fault || blocked || this.#untilFeedMs > 0 || !this.#track.hasRoom()) return;
    const { source, side } = this.#options;
    const part = source.take();
    if (part === undefined) return;
    this.#track.enter(part, part[side]);
    this.#piecesIn += 1;
    const spread = 1 + 0.15 * this.#noise.normal();
    this.#untilFeedMs = PACE_MS * paceFactor(source.level()) * Math.max(spread, 0.5);
  }

  state(): BanderState {
    if (this.#fault) return banderState.fault;
    return this.#emptyMs > WAITING_AFTER_MS ? banderState.waiting : banderState.banding;
  }

  fault(): boolean {
    return this.#fault;
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

  /** m/min, A (sum of the two motors), bar. */
  readings(): {
    readonly feed: number;
    readonly premillA: number;
    readonly pressureBar: number;
  } {
    return {
      feed: this.#feedReading,
      premillA: this.#premillInput.value(),
      pressureBar: this.#pressureInput.value(),
    };
  }

  /** Its suction gate is open while the cutters turn. */
  needsSuction(): boolean {
    return !this.#fault;
  }

  /** Motors, W; without the heater of the pot, which is resistive. */
  motorW(): number {
    const banding = this.#track.inside() > 0 && !this.#fault ? BANDING_W : 0;
    return (
      IDLE_W + banding + PREMILL_W_PER_A * Math.max(this.#premillA.value() - PREMILL_IDLE_A, 0)
    );
  }

  retained(): Counters {
    const { name } = this.#options;
    return {
      [`${name}.pieces.in`]: this.#piecesIn,
      [`${name}.pieces.out`]: this.#piecesOut,
      [`${name}.edge`]: this.#edgeM,
    };
  }
}
