// Carries out a sheet program operation by operation. The axes follow the programmed feed with a lag and slow
// down at corners; a cut is over when its path is, so everything that feed does shows in the cycle time.

import { Lag } from "../lag.ts";
import type { Cut, Operation, Rapid } from "./sheet-program.ts";

const AXIS_TAU_MS = 120;
/** Feed at a corner, and how far from it the axis brakes. */
const CORNER_SHARE = 0.45;
const CORNER_M = 0.05;
/** Up before and down after a rapid move. */
export const LIFT_MS = 250;
export const PLUNGE_MS = 350;
const PLUNGE_FEED = 6;
/** Before the end of a rapid move the axes brake. */
const BRAKE_M = 0.2;
const BRAKE_FEED = 24;

export class ProgramRun {
  readonly #operations: readonly Operation[];
  #index = 0;
  /** In the present operation; of a rapid move: since the tool began to rise, and then to go down. */
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

  /** Metres of the present cut or move that are done. */
  pathM(): number {
    return this.#pathM;
  }

  elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** Time left of an operation that lasts a given time, ms; 0 for a movement. */
  remainingMs(): number {
    const operation = this.current();
    if (operation === undefined || !("ms" in operation)) return 0;
    return Math.max(operation.ms - this.#elapsedMs, 0);
  }

  /** Programmed feed of what is done now, m/min; 0 where nothing is to move. */
  programmedFeed(): number {
    const operation = this.current();
    return operation !== undefined && "feed" in operation ? operation.feed : 0;
  }

  /** Actual feed of the axes, m/min. */
  feed(): number {
    return this.#feed.value();
  }

  /** The axes stand: nothing advances. */
  hold(dtMs: number): void {
    this.#feed.step(dtMs, 0);
  }

  /**
   * @param override feed override, 1 for 100 %.
   * @returns the operation that was completed in this step, if one was.
   */
  step(dtMs: number, override: number): Operation | undefined {
    const operation = this.current();
    if (operation === undefined) return undefined;
    const over =
      operation.kind === "cut"
        ? this.#cut(dtMs, operation, override)
        : operation.kind === "rapid"
          ? this.#move(dtMs, operation, override)
          : this.#wait(dtMs, operation.ms);
    if (!over) return undefined;
    this.#index += 1;
    this.#elapsedMs = 0;
    this.#pathM = 0;
    return operation;
  }

  #wait(dtMs: number, ms: number): boolean {
    this.#elapsedMs += dtMs;
    this.#feed.step(dtMs, 0);
    return this.#elapsedMs >= ms;
  }

  #cut(dtMs: number, cut: Cut, override: number): boolean {
    const wanted = nearCorner(cut, this.#pathM) ? CORNER_SHARE * cut.feed : cut.feed;
    this.#pathM += (this.#feed.step(dtMs, wanted * override) / 60_000) * dtMs;
    return this.#pathM >= cut.pathM;
  }

  #move(dtMs: number, { distanceM, feed }: Rapid, override: number): boolean {
    const leftM = distanceM - this.#pathM;
    const vertical = this.#elapsedMs < LIFT_MS || leftM <= 0;
    if (vertical) {
      this.#elapsedMs += dtMs;
      this.#feed.step(dtMs, PLUNGE_FEED);
      return leftM <= 0 && this.#elapsedMs >= LIFT_MS + PLUNGE_MS;
    }
    const wanted = leftM < BRAKE_M ? Math.min(BRAKE_FEED, feed) : feed;
    this.#pathM += (this.#feed.step(dtMs, wanted * override) / 60_000) * dtMs;
    this.#pathM = Math.min(this.#pathM, distanceM);
    return false;
  }
}

function nearCorner({ alongXM, alongYM }: Cut, atM: number): boolean {
  if (alongYM === 0) return false;
  return (
    Math.abs(atM - alongXM) < CORNER_M ||
    Math.abs(atM - alongXM - alongYM) < CORNER_M ||
    Math.abs(atM - 2 * alongXM - alongYM) < CORNER_M
  );
}
