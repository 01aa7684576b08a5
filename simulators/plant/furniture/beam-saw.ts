// The beam saw saw-1 beside the nesting centre (电子开料锯): it rips and cross-cuts books of sheets into shelves for
// stock, which do not go through this cell. The blade's power is that of turning plus chips: kerf · height · feed.

import { AnalogInput } from "../analog-input.ts";
import { Lag } from "../lag.ts";
import type { Random } from "../random.ts";
import { MachineFaults } from "./machine-faults.ts";
import { type SawBook, type SawMove, sawBook } from "./saw-program.ts";
import { Instrument } from "./sensor.ts";
import type { Surroundings } from "./surroundings.ts";
import { unitMode } from "./unit-state.ts";
import { type Counters, WoodworkingUnit } from "./woodworking-unit.ts";

const NAME = "saw-1";
const KERF_MM = 4.8;
const CUT_J_PER_CM3 = 42;
const BLADE_IDLE_W = 1_500;
const BLADE_TAU_MS = 120;
/** The blade runs up on a star-delta starter. */
const RUN_UP_MS = 6_000;
const RUN_UP_W = 14_000;
/** It coasts on where the next book is not there soon. */
const BLADE_OFF_AFTER_MS = 120_000;
const MAGNETISING_A = 6.5;
const RATED_V = 395;
const COS_PHI = 0.86;
const CARRIAGE_TAU_MS = 180;
const AUXILIARY_W = 900;
const SAVING_W = 300;
const OFF_W = 60;
const CARRIAGE_W_PER_M_PER_MIN = 12;
/** Somebody has to bring boards: between two books, ms. */
const NEXT_BOOK_MS = [180_000, 900_000] as const;
const BLADE_LIFE_M = 9_000;

export type BeamSawOptions = {
  readonly random: Random;
  readonly counters: Counters;
  readonly on: boolean;
  /** A book is done. */
  readonly finished: (book: SawBook, program: string) => void;
};

export class BeamSaw {
  readonly unit: WoodworkingUnit;
  readonly faults: MachineFaults<"curtain" | "clamp" | "emergency">;
  readonly #options: BeamSawOptions;
  readonly #random: Random;
  #book: SawBook | undefined;
  #index = 0;
  #elapsedMs = 0;
  #pathM = 0;
  #nextMs: number;
  #cuts: number;
  #cutM: number;
  #cycleMs = 0;
  #cycleS = 262;
  #bladeOn: boolean;
  #runUpMs = 0;
  #idleMs = 0;
  readonly #bladeW: Lag;
  readonly #feed = new Lag(CARRIAGE_TAU_MS, 0);
  readonly #feedMeter: Instrument;
  readonly #current: AnalogInput;
  readonly #height: AnalogInput;

  constructor(options: BeamSawOptions) {
    const { random, counters, on } = options;
    this.#options = options;
    this.#random = random.fork("books");
    this.faults = new MachineFaults({
      random,
      plans: [
        { kind: "clamp", weight: 1, minutes: [0.3, 1] },
        { kind: "curtain", weight: 1, minutes: [0.15, 0.4] },
        { kind: "emergency", weight: 0.15, minutes: [0.3, 0.8] },
      ],
      meanGapMs: 35 * 60_000,
      restartMs: 5_000,
      loses: { emergency: "initialisation" },
    });
    this.unit = new WoodworkingUnit({ name: NAME, counters, on, referenceMs: 45_000 });
    this.#cuts = counters[`${NAME}.cuts`] ?? 0;
    this.#cutM = counters[`${NAME}.cutting`] ?? 0;
    this.#bladeOn = on;
    this.#bladeW = new Lag(BLADE_TAU_MS, on ? BLADE_IDLE_W : 0);
    this.#nextMs = this.#random.between(1_000, 20_000);
    this.#feedMeter = new Instrument({
      random: random.fork("feed"),
      relativeSigma: 0.003,
      perUnit: 100,
      least: 0,
      dead: 0.05,
    });
    this.#current = new AnalogInput({
      random: random.fork("current"),
      range: [0, 120],
      sigma: 0.06,
      relativeSigma: 0.015,
    });
    this.#height = new AnalogInput({ random: random.fork("height"), range: [0, 200], sigma: 0.03 });
    // A book that lay on the table when the control was cut off is sawn from its first cut again.
    const inside = this.unit.piecesInside();
    if (inside > 0) this.#book = { ...sawBook(this.#random), panels: inside };
  }

  drift(dtMs: number, around: Surroundings): void {
    this.faults.drift(dtMs, this.unit.power.able && around.work);
    this.#height.sample(this.#book?.heightMm ?? 0);
  }

  step(dtMs: number, around: Surroundings, wanted: boolean): void {
    const { unit, faults } = this;
    const lost = faults.check(dtMs, unit.power.on, !around.airPresent);
    if (lost !== undefined) unit.power.lose(lost);
    const book = this.#book !== undefined;
    unit.attend(dtMs, around, wanted, book || around.work, !faults.error);
    if (this.#book === undefined) this.#await(dtMs, around);
    const moves =
      this.#book !== undefined && unit.power.able && !faults.error && this.#runUpMs <= 0;
    const move = moves ? this.#book?.moves[this.#index] : undefined;
    const feed = this.#feed.step(dtMs, move !== undefined && "feed" in move ? move.feed : 0);
    if (move !== undefined) this.#advance(dtMs, move, feed);
    if (book) this.#cycleMs += dtMs;
    this.#turn(dtMs, book, move?.kind === "cut" ? feed : 0);
    this.#feedMeter.sample(feed);
    this.#current.sample(this.bladeA());
    this.#show(dtMs, around, feed);
  }

  #await(dtMs: number, around: Surroundings): void {
    const { power } = this.unit;
    if (!around.work || !around.suctionOn || !power.able || this.faults.error) return;
    this.#nextMs -= dtMs;
    if (this.#nextMs > 0) return;
    this.#book = sawBook(this.#random);
    this.#index = 0;
    this.#elapsedMs = 0;
    this.#pathM = 0;
    this.#cycleMs = 0;
    this.unit.enter(this.#book.panels);
  }

  #advance(dtMs: number, move: SawMove, feed: number): void {
    const metres = (feed / 60_000) * dtMs;
    this.#elapsedMs += dtMs;
    this.#pathM += metres;
    if (move.kind === "cut") this.#cutM += metres;
    const over = "feed" in move ? this.#pathM >= move.pathM : this.#elapsedMs >= move.ms;
    if (!over) return;
    if (move.kind === "cut") this.#cuts += 1;
    this.#index += 1;
    this.#elapsedMs = 0;
    this.#pathM = 0;
    if (this.#index >= (this.#book?.moves.length ?? 0)) this.#finish();
  }

  #finish(): void {
    const book = this.#book;
    if (book === undefined) return;
    this.unit.leave(book.panels);
    this.unit.finishRun(
      book.moves.reduce((sum, m) => sum + (m.kind === "cut" ? 1000 * m.pathM : 0), 0),
    );
    this.#options.finished(book, this.program());
    this.#book = undefined;
    this.#cycleS = this.#cycleMs / 1000;
    this.#nextMs = this.#random.between(...NEXT_BOOK_MS);
  }

  /** The blade: started for a book, running up, loaded, and stopped when none comes. */
  #turn(dtMs: number, book: boolean, cutFeed: number): void {
    const may = this.unit.power.able && !this.faults.is("emergency");
    this.#idleMs = book ? 0 : this.#idleMs + dtMs;
    if (!may || this.#idleMs > BLADE_OFF_AFTER_MS) this.#bladeOn = false;
    else if (book && !this.#bladeOn) {
      this.#bladeOn = true;
      this.#runUpMs = RUN_UP_MS;
    }
    this.#runUpMs = this.#bladeOn ? Math.max(this.#runUpMs - dtMs, 0) : 0;
    const chips = (cutFeed * 100 * KERF_MM * (this.#book?.heightMm ?? 0)) / 6_000;
    const wanted = this.#runUpMs > 0 ? RUN_UP_W : BLADE_IDLE_W + CUT_J_PER_CM3 * chips;
    this.#bladeW.step(dtMs, this.#bladeOn ? wanted : 0);
  }

  #show(dtMs: number, around: Surroundings, feed: number): void {
    const { flags, power } = this.unit;
    const error = power.on && this.faults.error;
    const book = this.#book !== undefined;
    flags.Error = error && power.initialised;
    flags.Alarm = error || (power.on && !around.suctionOn);
    flags.Emergency = power.on && this.faults.is("emergency");
    flags.Safety = !this.faults.is("emergency") && !this.faults.is("curtain");
    flags.MaintenanceRequired = power.on && this.bladeMetres() > 0.97 * BLADE_LIFE_M;
    flags.Warning = flags.MaintenanceRequired;
    flags.ManualActivityRequired = error || (power.able && !book && around.work);
    flags.RecipeInRun = power.on && book;
    flags.RecipeInHold = flags.RecipeInRun && error;
    flags.Hold = flags.RecipeInHold;
    flags.Moving = feed > 0.05;
    flags.FeedRuns = flags.Moving;
    flags.LoadingEnabled = power.able && !error && !book;
    flags.WaitLoad = power.able && !book && around.work;
    flags.WorkpiecePresent = book;
    if (power.on && power.initialised && !power.calibrated) this.unit.mode = unitMode.setup;
    this.unit.pass(dtMs);
  }

  book(): SawBook | undefined {
    return this.#book;
  }

  /** Name of the cutting program; of the last book where none is cut. */
  program(): string {
    return `P${`${this.unit.runsGood() % 100_000}`.padStart(5, "0")}.saw`;
  }

  /** Cuts since ever. */
  cuts(): number {
    return this.#cuts;
  }

  /** Metres since the blade was changed. */
  bladeMetres(): number {
    return this.#cutM % BLADE_LIFE_M;
  }

  rotating(): boolean {
    return this.#bladeOn;
  }

  /** Programmed feed of the carriage, m/min; 0 where it stands. */
  programmedFeed(): number {
    const move = this.#book?.moves[this.#index];
    return move !== undefined && "feed" in move ? move.feed : 0;
  }

  feed(): number {
    return this.#feed.value();
  }

  bladeW(): number {
    return this.#bladeW.value();
  }

  bladeA(): number {
    if (this.#bladeW.value() < 100) return 0;
    const active = this.#bladeW.value() / (Math.sqrt(3) * RATED_V * COS_PHI);
    // While it runs up the slip is large: four times the current of the power.
    const inrush = this.#runUpMs > 0 ? 3.2 : 1;
    return inrush * Math.sqrt(active * active + MAGNETISING_A * MAGNETISING_A);
  }

  /** m/min, A, mm. */
  readings(): Readonly<Record<"feed" | "bladeA" | "heightMm", number>> {
    return {
      feed: this.#feedMeter.value(),
      bladeA: this.#current.value(),
      heightMm: this.#book === undefined ? 0 : this.#height.value(),
    };
  }

  /** Of the last book, s. */
  cycleS(): number {
    return this.#cycleS;
  }

  needsSuction(): boolean {
    return this.#bladeOn;
  }

  powerW(): number {
    const { power } = this.unit;
    if (!power.on) return OFF_W;
    const drives = CARRIAGE_W_PER_M_PER_MIN * this.#feed.value();
    return (power.saving ? SAVING_W : AUXILIARY_W) + drives + this.#bladeW.value();
  }

  /** Reactive power, var: large while the blade runs up. */
  reactiveVar(): number {
    const volts = Math.sqrt(3) * RATED_V;
    const apparent = volts * this.bladeA();
    const blade = this.#bladeW.value();
    return (
      Math.sqrt(Math.max(apparent * apparent - blade * blade, 0)) + 0.3 * (this.powerW() - blade)
    );
  }

  retained(): Counters {
    return {
      ...this.unit.retained(),
      [`${NAME}.cuts`]: this.#cuts,
      [`${NAME}.cutting`]: this.#cutM,
    };
  }
}
