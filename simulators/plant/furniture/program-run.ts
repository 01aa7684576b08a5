// Carries out a sheet program operation by operation. The axis follows the programmed feed with a lag and slows
// down at corners; a cut is over when its path is, so everything that feed does shows in the cycle time.

import { Lag } from "../lag.ts";
import type { Operation } from "./sheet-program.ts";

const AXIS_TAU_MS = 120;
/** Feed at a corner, and how far from it the axis brakes. */
const CORNER_SHARE = 0.45;
const CORNER_M = 0.05;
/** The last part of a rapid move is the plunge. */
const PLUNGE_MS = 350;
const PLUNGE_FEED = 6;

export class ProgramRun {
  readonly #operations: readonly Operation[];
  #index = 0;
  #elapsedMs = 0;
  #pathM = 0;
  readonly #feed = new Lag(AXIS_TAU_MS, 0);

  constructor(operations: readonly Operation[]) {
    this.#operations = operations;
  }

  /** Undefined after the end. */
  current(): Operation | undefined {
    return this.#operations[this.#index];
  }

  /** Time left of an operation that lasts a given time, ms; 0 for a cut. */
  remainingMs(): number {
    const operation = this.current();
    if (operation === undefined || operation.kind === "cut") return 0;
    return Math.max(operation.ms - this.#elapsedMs, 0);
  }

  /** Actual feed of the axes, m/min. */
  feed(): number {
    return this.#feed.value();
  }

  /** The axes stand: nothing advances. */
  hold(dtMs: number): void {
    this.#feed.step(dtMs, 0);
  }

  /** Returns the operation that was completed in this step, if one was. */
  step(dtMs: number): Operation | undefined {
    const operation = this.current();
    if (operation === undefined) return undefined;
    this.#elapsedMs += dtMs;
    const feed = this.#feed.step(dtMs, this.#wantedFeed(operation));
    if (operation.kind === "cut") this.#pathM += (feed / 60_000) * dtMs;
    const over =
      operation.kind === "cut" ? this.#pathM >= operation.pathM : this.#elapsedMs >= operation.ms;
    if (!over) return undefined;
    this.#index += 1;
    this.#elapsedMs = 0;
    this.#pathM = 0;
    return operation;
  }

  #wantedFeed(operation: Operation): number {
    if (operation.kind === "cut") {
      const near = operation.cornersM.some((at) => Math.abs(at - this.#pathM) < CORNER_M);
      return near ? CORNER_SHARE * operation.feed : operation.feed;
    }
    if (operation.kind !== "rapid") return 0;
    return operation.ms - this.#elapsedMs < PLUNGE_MS ? PLUNGE_FEED : operation.feed;
  }
}
