// Faults of a machine that stop it for their time and let it go on after somebody has restarted it. What loses the
// drives' knowledge of themselves sends the machine back through its start-up.

import type { Random } from "../random.ts";
import { type UpsetPlan, UpsetSchedule } from "../upset-schedule.ts";
import { QUIET_START_MS } from "./quiet-start.ts";

export type MachineFaultsOptions<Kind extends string> = {
  readonly random: Random;
  readonly plans: readonly UpsetPlan<Kind>[];
  readonly meanGapMs: number;
  /** Between the end of the cause and the operator's start, ms. */
  readonly restartMs: number;
  readonly loses?: Partial<Record<Kind, "reference" | "initialisation">>;
};

export class MachineFaults<Kind extends string> {
  readonly #options: MachineFaultsOptions<Kind>;
  readonly #upsets: UpsetSchedule<Kind>;
  #restartMs = 0;
  #lost: "reference" | "initialisation" | undefined;

  constructor(options: MachineFaultsOptions<Kind>) {
    this.#options = options;
    this.#upsets = new UpsetSchedule({
      random: options.random.fork("upsets"),
      plans: options.plans,
      quietMs: QUIET_START_MS,
      meanGapMs: options.meanGapMs,
    });
  }

  /** @param working nothing new breaks in a machine that stands; what is broken is mended. */
  drift(dtMs: number, working: boolean): void {
    if (working || this.#upsets.current() !== undefined) this.#upsets.step(dtMs);
  }

  /** @param wrong something else stops the machine, too. @returns what was lost, in the step after the error. */
  check(dtMs: number, on: boolean, wrong: boolean): "reference" | "initialisation" | undefined {
    const upset = this.#upsets.current();
    if (!on) {
      this.#restartMs = 0;
      return undefined;
    }
    if (upset !== undefined) this.#lost = this.#options.loses?.[upset] ?? this.#lost;
    if (wrong || upset !== undefined) {
      this.#restartMs = this.#options.restartMs;
      return undefined;
    }
    this.#restartMs = Math.max(this.#restartMs - dtMs, 0);
    if (this.#restartMs > 0 || this.#lost === undefined) return undefined;
    const lost = this.#lost;
    this.#lost = undefined;
    return lost;
  }

  is(kind: Kind): boolean {
    return this.#upsets.current() === kind;
  }

  get error(): boolean {
    return this.#restartMs > 0;
  }
}
