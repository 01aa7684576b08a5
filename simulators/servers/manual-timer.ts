// For tests: time of the Modbus servers that a test moves by hand.

import type { ModbusTimer } from "./modbus-timer.ts";

/** A test that would never end fails instead. */
const MAX_TASKS = 100_000;

export class ManualTimer implements ModbusTimer {
  #now = 0;
  #tasks: { readonly at: number; readonly task: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const entry = { at: this.#now + ms, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  }

  /** Tasks that are set. */
  get pending(): number {
    return this.#tasks.length;
  }

  /** Lets time pass; tasks run at their instants, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let run = 0; ; run += 1) {
      if (run > MAX_TASKS) throw new Error("tasks set tasks without end");
      const due = this.#tasks.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      const next = due[0];
      if (next === undefined) break;
      this.#tasks = this.#tasks.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
    }
    this.#now = end;
  }
}
