// What every woodworking machine of the cell has besides its process: flags, the state that follows from them,
// counters of pieces, runs and times. A machine sets its flags before each step's time is booked.

import type { Random } from "../random.ts";
import { type OperatingTimes, passTime, pastTimes } from "./operating-times.ts";
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

const TIMES = ["powerPresent", "machineOn", "standby", "ready", "working", "error"] as const;

export class WoodworkingUnit {
  readonly #name: string;
  #flags: UnitFlags = readyFlags;
  #mode: UnitMode = unitMode.automatic;
  #times: OperatingTimes;
  #piecesIn: number;
  #piecesOut: number;
  #runsGood: number;

  /** @param name equipment id, in front of the names of its counters. */
  constructor(name: string, counters: Counters) {
    this.#name = name;
    const kept = (counter: string): number => counters[`${name}.${counter}`] ?? 0;
    this.#piecesIn = kept("pieces.in");
    this.#piecesOut = kept("pieces.out");
    this.#runsGood = kept("runs.good");
    this.#times = {
      powerPresent: kept("time.powerPresent"),
      machineOn: kept("time.machineOn"),
      standby: kept("time.standby"),
      ready: kept("time.ready"),
      working: kept("time.working"),
      error: kept("time.error"),
    };
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
    ]);
  }

  flags(): UnitFlags {
    return this.#flags;
  }

  state(): UnitState {
    return stateOf(this.#flags);
  }

  mode(): UnitMode {
    return this.#mode;
  }

  times(): OperatingTimes {
    return this.#times;
  }

  piecesIn(): number {
    return this.#piecesIn;
  }

  piecesOut(): number {
    return this.#piecesOut;
  }

  /** Pieces that are in the machine now. */
  piecesInside(): number {
    return this.#piecesIn - this.#piecesOut;
  }

  runsGood(): number {
    return this.#runsGood;
  }

  enter(pieces: number): void {
    this.#piecesIn += pieces;
  }

  leave(pieces: number): void {
    this.#piecesOut += pieces;
  }

  finishRun(): void {
    this.#runsGood += 1;
  }

  /** Sets the flags that differ from a machine that is ready, and books the time. */
  pass(dtMs: number, flags: Partial<UnitFlags>, mode: UnitMode = unitMode.automatic): void {
    this.#flags = { ...readyFlags, ...flags };
    this.#mode = mode;
    this.#times = passTime(this.#times, this.state(), dtMs);
  }

  retained(): Counters {
    return Object.fromEntries([
      ...TIMES.map((key) => [`${this.#name}.time.${key}`, this.#times[key]]),
      [`${this.#name}.pieces.in`, this.#piecesIn],
      [`${this.#name}.pieces.out`, this.#piecesOut],
      [`${this.#name}.runs.good`, this.#runsGood],
    ]);
  }
}
