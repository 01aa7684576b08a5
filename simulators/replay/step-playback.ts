// Step mode: a row stands until every one of its registers has been read at least once, then the next
// stands. Nothing depends on time, so a reader of any speed sees every row. The last row stays.

import type { Playback, PlaybackProgress } from "./playback.ts";

export class StepPlayback implements Playback {
  readonly #first: number;
  readonly #end: number;
  /** 1 for each register read since the row was set. */
  readonly #read: Uint8Array;
  #unread: number;
  #row: number;
  #done = false;

  /** Plays rows first..end-1 of `registers` registers each; first < end. */
  constructor(first: number, end: number, registers: number) {
    this.#first = first;
    this.#end = end;
    this.#row = first;
    this.#read = new Uint8Array(registers);
    this.#unread = registers;
  }

  progress(): PlaybackProgress {
    return { row: this.#row, first: this.#first, end: this.#end, done: this.#done };
  }

  noteRead(address: number, count: number): void {
    for (let at = address; at < address + count; at += 1) {
      if (this.#read[at] === 0) this.#unread -= 1;
      this.#read[at] = 1;
    }
    if (this.#unread > 0) return;
    if (this.#row + 1 === this.#end) {
      this.#done = true;
      return;
    }
    this.#row += 1;
    this.#read.fill(0);
    this.#unread = this.#read.length;
  }
}
