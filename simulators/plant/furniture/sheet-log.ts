// What the control and the label printer write down about each sheet: number, program, time, parts.

import { dayCode } from "./order.ts";
import type { Nest } from "./part.ts";
import { cutMetres, type Operation } from "./sheet-program.ts";

/** Shown until the first sheet is complete, s. */
const USUAL_CYCLE_S = 318;

export type Finished = {
  readonly sheet: string;
  readonly program: string;
  readonly order: string;
  readonly decor: string;
  readonly lot: string;
  readonly parts: number;
  readonly good: number;
  readonly completed: boolean;
  readonly yieldPercent: number;
  readonly cutM: number;
  readonly cycleS: number;
};

export class SheetLog {
  readonly #now: () => number;
  #number: number;
  #sheet = "";
  #program = "";
  #order = "";
  #cutM = 0;
  #startedAt: number;
  #good = 0;
  #cycleS = USUAL_CYCLE_S;

  /** @param done sheets since ever. */
  constructor(done: number, now: () => number) {
    this.#number = done;
    this.#now = now;
    this.#startedAt = now();
  }

  begin(nest: Nest, program: readonly Operation[]): void {
    this.#number += 1;
    const code = `${this.#number % 100_000}`.padStart(5, "0");
    this.#sheet = `S${dayCode(this.#now())}-${code}`;
    this.#program = `N${code}.nc`;
    this.#order = nest.parts[0]?.order.id ?? "";
    this.#cutM = cutMetres(program);
    this.#startedAt = this.#now();
    this.#good = 0;
  }

  good(): void {
    this.#good += 1;
  }

  end(nest: Nest, completed: boolean): Finished {
    const cycleS = (this.#now() - this.#startedAt) / 1000;
    if (completed) this.#cycleS = cycleS;
    const first = nest.parts[0]?.order;
    return {
      sheet: this.#sheet,
      program: this.#program,
      order: this.#order,
      decor: first?.decor ?? "",
      lot: first?.lot ?? "",
      parts: nest.parts.length,
      good: this.#good,
      completed,
      yieldPercent: nest.yieldPercent,
      cutM: this.#cutM,
      cycleS,
    };
  }

  /** Of the present sheet, or of the last one. */
  sheet(): string {
    return this.#sheet;
  }

  program(): string {
    return this.#program;
  }

  order(): string {
    return this.#order;
  }

  /** Metres of cut of the present program. */
  cutM(): number {
    return this.#cutM;
  }

  /** Time of the last complete sheet, s. */
  cycleS(): number {
    return this.#cycleS;
  }
}
