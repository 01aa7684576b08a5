// The cycle of a multi-daylight press: phases in order, what the hydraulic pump draws in each, and the
// heat that the cold mats take from the platens. A cycle that has begun is finished.
// Reference: domain reference A1, "Multi-daylight cycle"; idle power is 20 to 35 % of the load (P8).

import type { Random } from "./random.ts";

export type PressPhase =
  | "stopped"
  | "loading"
  | "closing"
  | "pressurise"
  | "hold"
  | "decompress"
  | "opening"
  | "unloading";

interface PhasePlan {
  readonly phase: PressPhase;
  readonly seconds: number;
  readonly pumpW: number;
}

const IDLE_PUMP_W = 4_000;

const CYCLE: readonly PhasePlan[] = [
  { phase: "loading", seconds: 25, pumpW: IDLE_PUMP_W },
  { phase: "closing", seconds: 18, pumpW: 12_000 },
  { phase: "pressurise", seconds: 14, pumpW: 15_000 },
  { phase: "hold", seconds: 110, pumpW: 5_500 },
  { phase: "decompress", seconds: 35, pumpW: IDLE_PUMP_W },
  { phase: "opening", seconds: 15, pumpW: 8_000 },
  { phase: "unloading", seconds: 20, pumpW: IDLE_PUMP_W },
];

const BOARDS_PER_CYCLE = 4;
/** Heat flow into fresh mats at the first touch of the hot platens, W per zone. */
const MAT_PEAK_W = 10_500;
const MAT_TAU_MS = 90_000;
/** The pump runs on a drive: its power changes no faster than this, W/s. */
const PUMP_RAMP_W_PER_S = 6_000;

export class PressCycle {
  readonly #random: Random;
  #index: number | undefined;
  #remainingMs = 0;
  #matLoadW = 0;
  #pumpW = 0;
  #boards = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  phase(): PressPhase {
    return this.#plan()?.phase ?? "stopped";
  }

  /** Heat that the mats draw from each zone now, W. */
  matLoadW(): number {
    return this.#matLoadW;
  }

  pumpW(): number {
    return this.#pumpW;
  }

  /** Boards that have left the press since the beginning. */
  boards(): number {
    return this.#boards;
  }

  /** @param demand "off": pump off; "idle": no new cycle begins; "run": cycle after cycle. */
  step(dtMs: number, demand: "off" | "idle" | "run"): void {
    this.#matLoadW *= Math.exp(-dtMs / MAT_TAU_MS);
    this.#remainingMs -= dtMs;
    if (this.#remainingMs <= 0) this.#next(demand === "run");
    const resting = demand === "off" ? 0 : IDLE_PUMP_W;
    const noise = 1 + 0.01 * this.#random.normal();
    const wanted = (this.#plan()?.pumpW ?? resting) * noise;
    const most = PUMP_RAMP_W_PER_S * (dtMs / 1000);
    this.#pumpW += Math.min(Math.max(wanted - this.#pumpW, -most), most);
  }

  #plan(): PhasePlan | undefined {
    return this.#index === undefined ? undefined : CYCLE[this.#index];
  }

  #next(run: boolean): void {
    const after = this.#index === undefined ? CYCLE.length : this.#index + 1;
    if (this.phase() === "unloading") this.#boards += BOARDS_PER_CYCLE;
    if (after < CYCLE.length) this.#index = after;
    else this.#index = run ? 0 : undefined;
    const plan = this.#plan();
    this.#remainingMs = (plan?.seconds ?? 0) * 1000 * this.#random.between(0.94, 1.06);
    if (plan?.phase === "pressurise")
      this.#matLoadW = MAT_PEAK_W * this.#random.between(0.96, 1.03);
    if (plan?.phase === "opening") this.#matLoadW = 0;
  }
}
