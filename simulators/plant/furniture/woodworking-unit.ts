// What every machine of the cell has besides its process: its switch, flags, the state that follows from them,
// counters of pieces, runs and times. A machine sets its flags before each step's time is booked.

import type { Random } from "../random.ts";
import { type OperatingTimes, passTime, pastTimes, timeNames } from "./operating-times.ts";
import type { Surroundings } from "./surroundings.ts";
import { UnitPower } from "./unit-power.ts";
import {
  readyFlags,
  stateOf,
  type UnitFlags,
  type UnitMode,
  type UnitState,
  unitMode,
} from "./unit-state.ts";

/** Counters by name, all ≥ 0: what the controller keeps. */
export type Counters = Readonly<Record<string, number>>;

const PACE_TAU_MS = 120_000;
const KEPT = ["pieces.in", "pieces.out", "runs.good", "runs.aborted", "length"] as const;
export type KeptCount = (typeof KEPT)[number];

export type UnitOptions = {
  /** Equipment id, in front of the names of its counters. */
  readonly name: string;
  readonly counters: Counters;
  readonly on: boolean;
  readonly bootMs?: number;
  readonly referenceMs?: number;
};

export class WoodworkingUnit {
  readonly flags: UnitFlags = readyFlags();
  readonly power: UnitPower;
  readonly counts: Record<KeptCount, number>;
  mode: UnitMode = unitMode.automatic;
  readonly #name: string;
  readonly #times: OperatingTimes;
  #state: UnitState;
  #since: Counters;
  /** Parts a minute, smoothed. */
  #pace = 0;

  constructor({ name, counters, on, bootMs = 60_000, referenceMs = 35_000 }: UnitOptions) {
    this.#name = name;
    this.power = new UnitPower({ bootMs, referenceMs, on });
    const kept = (counter: string): number => counters[`${name}.${counter}`] ?? 0;
    this.counts = {
      "pieces.in": kept("pieces.in"),
      "pieces.out": kept("pieces.out"),
      "runs.good": kept("runs.good"),
      "runs.aborted": kept("runs.aborted"),
      length: kept("length"),
    };
    this.#times = Object.fromEntries(
      timeNames.map((time) => [time, kept(`time.${time}`)]),
    ) as OperatingTimes;
    this.flags.MachineOn = on;
    this.#state = stateOf(this.flags);
    this.#since = this.retained();
  }

  /** Counters of a machine that has run for `hours` and made `pieces` in `runs` programs. */
  static past(
    name: string,
    random: Random,
    { hours, pieces, runs }: { hours: number; pieces: number; runs: number },
  ): Counters {
    const times = Object.entries(pastTimes(random, hours)).map(([key, ms]) => [
      `${name}.time.${key}`,
      ms,
    ]);
    return Object.fromEntries([
      ...times,
      [`${name}.pieces.in`, pieces],
      [`${name}.pieces.out`, pieces],
      [`${name}.runs.good`, runs],
      [`${name}.runs.aborted`, Math.round(runs * random.between(0.003, 0.008))],
      [`${name}.length`, Math.round(pieces * 620)],
    ]);
  }

  state(): UnitState {
    return this.#state;
  }

  times(): Readonly<OperatingTimes> {
    return this.#times;
  }

  piecesIn(): number {
    return this.counts["pieces.in"];
  }

  piecesOut(): number {
    return this.counts["pieces.out"];
  }

  /** Pieces that are in the machine now. */
  piecesInside(): number {
    return this.counts["pieces.in"] - this.counts["pieces.out"];
  }

  runsGood(): number {
    return this.counts["runs.good"];
  }

  /** Since the machine was switched on: the Relative… counters. */
  relative(counter: KeptCount | `time.${keyof OperatingTimes}`): number {
    const now = counter.startsWith("time.")
      ? this.#times[counter.slice(5) as keyof OperatingTimes]
      : this.counts[counter as KeptCount];
    return now - (this.#since[`${this.#name}.${counter}`] ?? 0);
  }

  /** Parts a minute over the last minutes. */
  pace(): number {
    return this.#pace;
  }

  enter(pieces: number): void {
    this.counts["pieces.in"] += pieces;
  }

  leave(pieces: number): void {
    this.counts["pieces.out"] += pieces;
    this.#pace += pieces * (60_000 / PACE_TAU_MS);
  }

  /** @param lengthMm of what was machined. */
  finishRun(lengthMm = 0): void {
    this.counts["runs.good"] += 1;
    this.counts.length += lengthMm;
  }

  abortRun(): void {
    this.counts["runs.aborted"] += 1;
  }

  /** Sets the flags that the surroundings and the switch decide. */
  attend(dtMs: number, around: Surroundings, wanted: boolean, busy: boolean, able = true): void {
    const { power, flags } = this;
    const was = power.on;
    power.step(dtMs, wanted, busy, able && around.airPresent);
    if (power.on && !was) this.#since = this.retained();
    flags.PowerPresent = around.mains || power.on;
    flags.MachineOn = power.on;
    flags.MachineInitialized = power.initialised;
    flags.Calibrated = power.calibrated;
    flags.EnergySaving = power.saving;
    flags.AirPresent = around.airPresent;
    flags.DustChipSuction = power.on && around.suctionOn;
    flags.Remote = power.initialised;
    this.mode = power.saving ? unitMode.sleep : unitMode.automatic;
  }

  /** Books the step. The flags stand. */
  pass(dtMs: number): void {
    this.#state = stateOf(this.flags);
    passTime(this.#times, this.#state, this.flags, dtMs);
    this.#pace *= 1 - dtMs / PACE_TAU_MS;
  }

  retained(): Counters {
    const name = this.#name;
    return Object.fromEntries([
      ...timeNames.map((time) => [`${name}.time.${time}`, this.#times[time]]),
      ...KEPT.map((count) => [`${name}.${count}`, this.counts[count]]),
    ]);
  }
}
