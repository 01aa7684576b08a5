// Infeed of a machine that works board by board: boards arrive after their way through cooler or
// conveyors, wait in a small stack, and pass one after the other. The feed is a little faster while the
// stack grows and slower while it shrinks, so that boards normally follow each other without a gap.

import type { Board } from "./board.ts";

/** Boards in the stack at which the feed is nominal. */
const STACK = 4;

interface Arriving {
  readonly board: Board;
  readonly dueMs: number;
}

export interface BoardFeedOptions {
  /** From the machine before to this one. */
  readonly delayMs: number;
  readonly boardLengthMm: number;
  /** Boards that are on their way and in the stack at the beginning; absent: none. */
  readonly initial?: () => Board;
}

export class BoardFeed {
  readonly #options: BoardFeedOptions;
  readonly #arriving: Arriving[] = [];
  readonly #stack: Board[] = [];
  #current: Board | undefined;
  #progressMm = 0;
  #speedMmS = 0;
  #timeMs = 0;
  #emptyMs = 0;

  constructor(options: BoardFeedOptions) {
    this.#options = options;
    const { delayMs, boardLengthMm, initial } = options;
    if (initial === undefined) return;
    this.#current = initial();
    const boardMs = (boardLengthMm / this.#current.feedMmS) * 1000;
    for (let n = 0; n < STACK; n += 1) this.#stack.push(initial());
    for (let dueMs = boardMs; dueMs < delayMs; dueMs += boardMs) {
      this.#arriving.push({ board: initial(), dueMs });
    }
  }

  /** The board under the tools, if any. */
  current(): Board | undefined {
    return this.#current;
  }

  /** Of the board under the tools; 0 when there is none. */
  speedMmS(): number {
    return this.#speedMmS;
  }

  /** How much of the current board has passed, 0..1. */
  progress(): number {
    return this.#progressMm / this.#options.boardLengthMm;
  }

  /** Boards that wait or are on their way. */
  waiting(): number {
    return this.#arriving.length + this.#stack.length;
  }

  /** How long nothing has been there. */
  emptyMs(): number {
    return this.#emptyMs;
  }

  push(boards: readonly Board[]): void {
    for (const board of boards) {
      this.#arriving.push({ board, dueMs: this.#timeMs + this.#options.delayMs });
    }
  }

  /** Returns the boards that left the machine in this step. @param on a machine that is off takes nothing. */
  step(dtMs: number, on = true): readonly Board[] {
    this.#timeMs += dtMs;
    while (this.#arriving[0] !== undefined && this.#arriving[0].dueMs <= this.#timeMs) {
      this.#stack.push(this.#arriving[0].board);
      this.#arriving.shift();
    }
    if (on) this.#current ??= this.#stack.shift();
    if (!on || this.#current === undefined) {
      this.#speedMmS = 0;
      this.#emptyMs += dtMs;
      return [];
    }
    this.#emptyMs = 0;
    const haste = 1 + 0.02 * (this.#stack.length - STACK);
    this.#speedMmS = this.#current.feedMmS * Math.min(Math.max(haste, 0.75), 1.25);
    this.#progressMm += (this.#speedMmS * dtMs) / 1000;
    if (this.#progressMm < this.#options.boardLengthMm) return [];
    const done = this.#current;
    this.#progressMm -= this.#options.boardLengthMm;
    this.#current = this.#stack.shift();
    if (this.#current === undefined) this.#progressMm = 0;
    return [done];
  }
}
