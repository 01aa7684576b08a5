// A double-end edge bander under a PLC: two opposite edges of a panel are pre-milled, glued and pressed in one pass.
// edgebander-1 takes the long edges, edgebander-2 the short ones, so every part passes each once.

import type { Random } from "../random.ts";
import { UpsetSchedule } from "../upset-schedule.ts";
import { BanderDrives } from "./bander-drives.ts";
import { GluePot } from "./glue-pot.ts";
import { GlueStore } from "./glue-store.ts";
import { PanelTrack } from "./panel-track.ts";
import { BOARD_MM, type Part } from "./part.ts";
import { type PartBuffer, paceFactor } from "./part-buffer.ts";
import { QUIET_START_MS } from "./quiet-start.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Counters } from "./woodworking-unit.ts";

/** State word of the PLC. */
export const banderState = { stopped: 0, heating: 1, waiting: 2, banding: 3, fault: 4 } as const;
export type BanderState = (typeof banderState)[keyof typeof banderState];

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
const OFF_W = 60;

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
  /** What a power cut leaves in it. */
  readonly left?: GlueLeft;
};

/** °C in the pot, kg on the scale. */
export type GlueLeft = { readonly glueC: number; readonly glueKg: number };

export class EdgeBander {
  readonly pot: GluePot;
  readonly glue: GlueStore;
  readonly drives: BanderDrives;
  readonly #options: BanderOptions;
  readonly #pace: Random;
  readonly #upsets: UpsetSchedule<"tape" | "heater">;
  readonly #track = new PanelTrack();
  #piecesIn: number;
  #piecesOut: number;
  #edgeM: number;
  #on: boolean;
  /** The pot has reached its temperature since the machine was switched on. */
  #warm: boolean;
  #untilFeedMs = 2_000;
  #emptyMs = 0;
  #milling = false;
  #fault = false;
  #lowAir = false;
  #gluedG = 0;

  constructor(options: BanderOptions) {
    const { name, random, counters, ambientC, inside, side, on, left } = options;
    this.#options = options;
    this.#on = on;
    this.#warm = on;
    this.#pace = random.fork("pace");
    this.#upsets = new UpsetSchedule({
      random: random.fork("upsets"),
      plans: [
        { kind: "tape", weight: 4, minutes: [0.6, 1.8] },
        { kind: "heater", weight: 1, minutes: [0.8, 1.2] },
      ],
      quietMs: QUIET_START_MS,
      meanGapMs: 24 * 60_000,
    });
    this.drives = new BanderDrives(random, on);
    this.pot = new GluePot({
      random: random.fork("pot"),
      setpointC: GLUE_C,
      temperatureC: left?.glueC ?? (on ? GLUE_C + random.between(-1, 1) : ambientC),
      ambientC,
    });
    this.glue = new GlueStore(random.fork("glue"), counters[`${name}.glue`] ?? 0, left?.glueKg);
    this.#piecesIn = counters[`${name}.pieces.in`] ?? 0;
    this.#piecesOut = counters[`${name}.pieces.out`] ?? 0;
    this.#edgeM = counters[`${name}.edge`] ?? 0;
    for (const part of inside) this.#track.enter(part, part[side]);
  }

  /** What changes over seconds: once a step of the cell. */
  drift(dtMs: number, around: Surroundings): void {
    const upset = this.#upsets.current();
    if (upset !== undefined || (this.#ready() && around.work)) this.#upsets.step(dtMs);
    this.glue.drift(dtMs);
    this.pot.step(dtMs, {
      ambientC: around.ambientC,
      glueGPerS: (this.#gluedG * 1000) / dtMs,
      dead: !this.#on || upset === "heater",
    });
    this.#gluedG = 0;
    if (!this.pot.isLow()) this.#warm = this.#on;
    this.drives.press(dtMs, this.#on, around.airBar);
  }

  /** @param wanted somebody wants it on. @param blocked no room behind the machine. */
  step(dtMs: number, around: Surroundings, wanted: boolean, blocked: boolean): void {
    this.#switch(wanted);
    this.#lowAir = this.#on && !around.airPresent;
    const cold = this.#warm && this.pot.isLow();
    this.#fault = this.#warm && (this.#upsets.current() === "tape" || cold || this.#lowAir);
    const idle = !around.work && this.#emptyMs > CHAIN_STOPS_AFTER_MS;
    const runs = this.#ready() && !idle;
    const feed = this.drives.feed(dtMs, runs);
    if (around.work) this.#feedPanel(dtMs, blocked || !around.suctionOn);
    this.#transport(dtMs, feed, runs);
  }

  /** Panels move, take glue, and leave. */
  #transport(dtMs: number, feed: number, runs: boolean): void {
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
    const share = metres > 0 ? premillM / metres : 0;
    this.#milling = share > 0.5;
    this.drives.mill(dtMs, runs, share, metres > 0 ? trimM / metres : 0);
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

  /** Its suction gate is open while the cutters turn. */
  needsSuction(): boolean {
    return this.#ready() && this.drives.feedMPerMin() > 1;
  }

  /** Motors, W; without the heater of the pot, which is resistive. */
  motorW(): number {
    return this.#on ? this.drives.powerW(this.#track.inside() > 0 && !this.#fault) : OFF_W;
  }

  left(): GlueLeft {
    return { glueC: this.pot.temperatureC(), glueKg: this.glue.leftKg() };
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
