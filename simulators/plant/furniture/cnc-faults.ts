// What goes wrong at the nesting centre, and how it comes back: vacuum lost, no board, a knot of glue in the board, a
// broken tool, a drive that trips, the emergency stop, a light curtain, the cooling of the spindle.

import type { Random } from "../random.ts";
import { UpsetSchedule } from "../upset-schedule.ts";
import { QUIET_START_MS } from "./quiet-start.ts";

/** After a fault the operator looks and presses start. */
const RESTART_MS = 6_000;
/** The control notices a broken tool by the missing load. */
const BREAK_NOTICED_MS = 800;

export type CncUpset =
  | "seal"
  | "sheet"
  | "knot"
  | "tool"
  | "servo"
  | "emergency"
  | "curtain"
  | "coolant";

export type CncSituation = {
  readonly on: boolean;
  /** A sheet lies under vacuum and the program needs it. */
  readonly clamped: boolean;
  readonly vacuumLow: boolean;
  readonly air: boolean;
  readonly suction: boolean;
  readonly inCut: boolean;
};

export class CncFaults {
  readonly #upsets: UpsetSchedule<CncUpset>;
  #error = false;
  #restartMs = 0;
  #brokenMs = -1;
  /** One break of a tool per upset. */
  #broke = false;
  #lost: "reference" | "initialisation" | undefined;
  #vacuum = false;

  constructor(random: Random) {
    this.#upsets = new UpsetSchedule({
      random: random.fork("upsets"),
      plans: [
        { kind: "seal", weight: 3, minutes: [0.3, 0.9] },
        { kind: "sheet", weight: 2, minutes: [0.8, 2.2] },
        { kind: "knot", weight: 0.5, minutes: [0.1, 0.2] },
        { kind: "curtain", weight: 0.4, minutes: [0.15, 0.4] },
        { kind: "tool", weight: 0.15, minutes: [0.5, 1] },
        { kind: "servo", weight: 0.3, minutes: [0.5, 1.5] },
        { kind: "emergency", weight: 0.1, minutes: [0.3, 0.8] },
        { kind: "coolant", weight: 0.3, minutes: [8, 14] },
      ],
      quietMs: QUIET_START_MS,
      meanGapMs: 13 * 60_000,
    });
  }

  /** Working time only: nothing breaks in a machine that stands. */
  step(dtMs: number): void {
    this.#upsets.step(dtMs);
  }

  /** An upset runs its time wherever it began. */
  get active(): boolean {
    return this.#upsets.current() !== undefined;
  }

  is(kind: CncUpset): boolean {
    return this.#upsets.current() === kind;
  }

  /** Stops the program until the cause is gone and the operator restarts. */
  get error(): boolean {
    return this.#error;
  }

  get toolBroken(): boolean {
    return this.#brokenMs >= 0;
  }

  /** A tool broke, and nobody has restarted since. */
  get toolBreak(): boolean {
    return this.#broke && (this.#error || this.toolBroken);
  }

  /** Vacuum was lost under a clamped sheet. */
  get vacuumLost(): boolean {
    return this.#vacuum;
  }

  /** The operator has pressed start and the error ends within `ms`. */
  restarting(ms: number): boolean {
    return this.#restartMs <= ms;
  }

  /** @returns what was lost in this step: a tool, or what the axes know of themselves. */
  check(dtMs: number, now: CncSituation): "tool" | "reference" | "initialisation" | undefined {
    if (!now.on) {
      this.#error = false;
      this.#brokenMs = -1;
      return undefined;
    }
    const broken = this.#breakTool(dtMs, now.inCut);
    this.#vacuum = now.clamped && now.vacuumLow;
    const drive = this.is("servo") || this.is("emergency");
    if (drive) this.#lost = this.is("servo") ? "reference" : "initialisation";
    const dust = now.clamped && !now.suction;
    const wrong = this.#vacuum || drive || dust || broken || !now.air || this.is("curtain");
    if (wrong) {
      this.#error = true;
      this.#restartMs = RESTART_MS;
    } else if (this.#error) {
      this.#restartMs -= dtMs;
      this.#error = this.#restartMs > 0;
    }
    if (broken) return "tool";
    return this.#recover();
  }

  /** When an error of the drives has ended, they look for themselves again. */
  #recover(): "reference" | "initialisation" | undefined {
    if (this.#error || this.#lost === undefined) return undefined;
    const lost = this.#lost;
    this.#lost = undefined;
    return lost;
  }

  /** True in the step in which the control notices. */
  #breakTool(dtMs: number, inCut: boolean): boolean {
    if (!this.is("tool")) this.#broke = false;
    else if (inCut && !this.#broke) {
      this.#broke = true;
      this.#brokenMs = 0;
    }
    if (this.#brokenMs < 0) return false;
    this.#brokenMs += dtMs;
    if (this.#brokenMs < BREAK_NOTICED_MS) return false;
    this.#brokenMs = -1;
    return true;
  }
}
