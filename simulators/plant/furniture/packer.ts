// The packing station packer-1: the parts of one carton, all of one cabinet, are laid in, then it is folded and glued.
// A part has gone in when it is laid; all parts of a carton go out when it is closed.

import type { Random } from "../random.ts";
import { MachineFaults } from "./machine-faults.ts";
import type { Part } from "./part.ts";
import { paceFactor } from "./part-buffer.ts";
import type { Sorter } from "./sorter.ts";
import type { Surroundings } from "./surroundings.ts";
import { type Counters, WoodworkingUnit } from "./woodworking-unit.ts";

const NAME = "packer-1";
const LAY_MS = 13_500;
const CLOSE_MS = 17_000;
const READY_AFTER_MS = 90_000;
const CONVEYOR_M_PER_MIN = 12;
const IDLE_W = 900;
const CLOSING_W = 3_400;
const SAVING_W = 250;
const OFF_W = 60;

export type PackerOptions = {
  readonly random: Random;
  readonly counters: Counters;
  readonly on: boolean;
  readonly source: Sorter;
  /** Parts that lie in the open carton. */
  readonly inside: readonly Part[];
  readonly now: () => number;
  /** A carton was closed. */
  readonly packed: (carton: string, parts: readonly Part[]) => void;
};

export class Packer {
  readonly unit: WoodworkingUnit;
  readonly faults: MachineFaults<"jam" | "emergency">;
  readonly #options: PackerOptions;
  readonly #random: Random;
  /** Laid into the open carton, and still to be laid. */
  #laid: Part[];
  #left: Part[] = [];
  #untilMs = 3_000;
  #closing: boolean;
  #emptyMs = 0;
  #carton = "";
  #cycleMs = 0;
  #cycleS = 78;

  constructor(options: PackerOptions) {
    const { random, counters, on } = options;
    this.#options = options;
    this.#random = random.fork("cartons");
    this.faults = new MachineFaults({
      random,
      plans: [
        { kind: "jam", weight: 1, minutes: [0.25, 1] },
        { kind: "emergency", weight: 0.08, minutes: [0.3, 0.8] },
      ],
      meanGapMs: 30 * 60_000,
      restartMs: 4_000,
      loses: { emergency: "initialisation" },
    });
    this.unit = new WoodworkingUnit({ name: NAME, counters, on, referenceMs: 15_000 });
    this.#laid = [...options.inside];
    this.#closing = this.#laid.length > 0;
    this.#name();
  }

  drift(dtMs: number, around: Surroundings): void {
    this.faults.drift(dtMs, this.unit.power.able && around.work);
  }

  step(dtMs: number, around: Surroundings, wanted: boolean): void {
    const { unit, faults } = this;
    const lost = faults.check(dtMs, unit.power.on, !around.airPresent);
    if (lost !== undefined) unit.power.lose(lost);
    unit.attend(dtMs, around, wanted, this.#open() || around.work, !faults.error);
    this.#emptyMs += dtMs;
    if (unit.power.able && !faults.error) this.#work(dtMs, around.work);
    this.#show(dtMs, around);
  }

  #open(): boolean {
    return this.#laid.length + this.#left.length > 0;
  }

  #work(dtMs: number, work: boolean): void {
    this.#untilMs -= dtMs;
    this.#cycleMs += dtMs;
    if (this.#untilMs > 0) return;
    if (this.#closing) this.#close();
    else if (this.#left.length > 0) this.#lay();
    else if (work) this.#begin();
  }

  #begin(): void {
    const carton = this.#options.source.takeCarton();
    if (carton === undefined) return;
    this.#left = [...carton];
    this.#cycleMs = 0;
    this.#lay();
  }

  #lay(): void {
    const part = this.#left.shift();
    if (part === undefined) return;
    this.#options.source.handOver();
    this.#laid.push(part);
    this.unit.enter(1);
    this.#emptyMs = 0;
    this.#closing = this.#left.length === 0;
    const pace = paceFactor(this.#options.source.complete()) * this.#random.between(0.85, 1.15);
    this.#untilMs = this.#closing ? CLOSE_MS : LAY_MS * pace;
  }

  #close(): void {
    for (const part of this.#laid) part.at.pack = this.#options.now();
    this.unit.leave(this.#laid.length);
    this.unit.finishRun();
    this.#options.packed(this.#carton, this.#laid);
    this.#laid = [];
    this.#closing = false;
    this.#untilMs = 1_500;
    this.#cycleS = this.#cycleMs / 1000;
    this.#emptyMs = 0;
    this.#name();
  }

  #name(): void {
    this.#carton = `K-${`${(this.unit.runsGood() + 1) % 1_000_000}`.padStart(6, "0")}`;
  }

  #show(dtMs: number, around: Surroundings): void {
    const { flags, power } = this.unit;
    const error = power.on && this.faults.error;
    const open = this.#open();
    flags.Error = error && power.initialised;
    flags.Alarm = error;
    flags.Emergency = power.on && this.faults.is("emergency");
    flags.Safety = !this.faults.is("emergency");
    flags.ManualActivityRequired = error;
    flags.RecipeInRun = power.on && (open || (around.work && this.#emptyMs < READY_AFTER_MS));
    flags.RecipeInHold = flags.RecipeInRun && error;
    flags.Hold = flags.RecipeInHold;
    flags.Moving = power.able && !error && this.#closing;
    flags.FeedRuns = flags.Moving;
    flags.LoadingEnabled = power.able && !error && !this.#closing;
    flags.WaitLoad = power.able && !open && around.work && this.#untilMs <= 0;
    flags.WorkpiecePresent = this.#laid.length > 0;
    this.unit.pass(dtMs);
  }

  /** Number of the open carton. */
  carton(): string {
    return this.#carton;
  }

  /** Order of the open carton; empty where none is open. */
  order(): string {
    return this.#laid[0]?.order.id ?? "";
  }

  /** Of the last carton, s. */
  cycleS(): number {
    return this.#cycleS;
  }

  /** Speed of the carton conveyor, m/min: it runs while a carton is closed. */
  feed(): number {
    return this.unit.flags.FeedRuns ? CONVEYOR_M_PER_MIN : 0;
  }

  powerW(): number {
    const { power } = this.unit;
    if (!power.on) return OFF_W;
    if (power.saving) return SAVING_W;
    return IDLE_W + (this.unit.flags.Moving ? CLOSING_W : 0);
  }

  retained(): Counters {
    return this.unit.retained();
  }
}
