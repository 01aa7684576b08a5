// Infeed of a machine that works board by board: boards arrive after their way through cooler or
// conveyors, wait in a small stack, and pass one after the other. The feed is a little faster while the
// stack grows and slower while it shrinks, so that boards normally follow each other without a gap.

import { BOARD_LENGTH_MM, type Board } from "./board.ts";

/** Boards in the stack at which the feed is nominal. */
const STACK = 4;

interface Arriving {
  readonly board: Board;
  readonly dueMs: number;
}

export interface BoardFeedOptions {
  /** From the machine before to this one. */
  readonly delayMs: number;
  readonly nominalMmS: number;
  /** Boards that are on their way and in the stack at the beginning. */
  readonly initial: () => Board;
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
    const { delayMs, nominalMmS, initial } = options;
    const boardMs = (BOARD_LENGTH_MM / nominalMmS) * 1000;
    for (let n = 0; n < STACK; n += 1) this.#stack.push(initial());
    for (let dueMs = boardMs; dueMs < delayMs; dueMs += boardMs) {
      this.#arriving.push({ board: initial(), dueMs });
    }
    this.#current = initial();
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
    return this.#progressMm / BOARD_LENGTH_MM;
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

  /** Returns the boards that left the machine in this step. */
  step(dtMs: number): readonly Board[] {
    this.#timeMs += dtMs;
    while (this.#arriving[0] !== undefined && this.#arriving[0].dueMs <= this.#timeMs) {
      this.#stack.push(this.#arriving[0].board);
      this.#arriving.shift();
    }
    this.#current ??= this.#stack.shift();
    if (this.#current === undefined) {
      this.#speedMmS = 0;
      this.#emptyMs += dtMs;
      return [];
    }
    this.#emptyMs = 0;
    const haste = 1 + 0.02 * (this.#stack.length - STACK);
    this.#speedMmS = this.#options.nominalMmS * Math.min(Math.max(haste, 0.75), 1.25);
    this.#progressMm += (this.#speedMmS * dtMs) / 1000;
    if (this.#progressMm < BOARD_LENGTH_MM) return [];
    const done = this.#current;
    this.#progressMm -= BOARD_LENGTH_MM;
    this.#current = this.#stack.shift();
    if (this.#current === undefined) this.#progressMm = 0;
    return [done];
  }
}
