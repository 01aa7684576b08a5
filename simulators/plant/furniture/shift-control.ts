// Who is there, and what stands switched on: people switch the machines on one after the other when the shift begins
// and off when it has ended; in a break and
// while one crew hands over to the next they stop feeding. Air comes first and goes last.

import type { Random } from "../random.ts";
import type { WorkKind, WorkTime } from "../work-schedule.ts";

/** Seconds after the beginning of a shift, at the earliest and at the latest. */
const SWITCH_ON_S = {
  "compressor-1": [5, 20],
  "edgebander-1": [30, 60],
  "edgebander-2": [60, 100],
  "cnc-1": [70, 130],
  "saw-1": [120, 200],
  "drill-1": [150, 240],
  "sorter-1": [200, 300],
  "packer-1": [240, 360],
} as const;
export type Switched = keyof typeof SWITCH_ON_S;
const machines = Object.keys(SWITCH_ON_S) as readonly Switched[];

/** After the end of the shift each machine is tidied up and switched off within these seconds. */
const SWITCH_OFF_S = [20, 240] as const;
/** The crew that leaves tells the one that comes: nobody feeds meanwhile, minutes. */
const HANDOVER_MIN = [4, 8] as const;
/** After this the main switches go off, too, where nobody comes tomorrow. */
const MAINS_OFF_MS = 600_000;

export class ShiftControl {
  readonly #random: Random;
  #attended: boolean | undefined;
  #sinceMs = 0;
  readonly #delaysMs: Record<Switched, number>;
  #kind: WorkKind = "work";
  #shift: string | undefined;
  #handoverMs = 0;
  readonly #warm: boolean;
  #mains: boolean;

  /** @param warm what should run now has been running for long. */
  constructor(random: Random, warm: boolean) {
    this.#random = random;
    this.#warm = warm;
    this.#mains = warm;
    this.#delaysMs = Object.fromEntries(machines.map((name) => [name, 0])) as Record<
      Switched,
      number
    >;
  }

  step(dtMs: number, { kind, shift }: WorkTime): void {
    const attended = kind === "work" || kind === "break";
    const follows = attended && this.#attended === true && shift !== this.#shift;
    const [low, high] = HANDOVER_MIN;
    this.#handoverMs = follows
      ? this.#random.between(low, high) * 60_000
      : Math.max(this.#handoverMs - dtMs, 0);
    this.#shift = shift;
    this.#kind = kind;
    this.#sinceMs += dtMs;
    if (attended !== this.#attended) this.#change(attended);
    if (attended) this.#mains = true;
    else if (kind !== "off-shift" && this.#sinceMs > MAINS_OFF_MS) this.#mains = false;
  }

  #change(attended: boolean): void {
    const first = this.#attended === undefined;
    this.#attended = attended;
    this.#sinceMs = 0;
    const settled = first && (this.#warm || !attended);
    for (const name of machines) {
      const [low, high] = attended ? SWITCH_ON_S[name] : SWITCH_OFF_S;
      this.#delaysMs[name] = settled ? -1 : this.#random.between(low, high) * 1000;
    }
  }

  /** People feed the machines. */
  get work(): boolean {
    return this.#kind === "work" && this.#handoverMs === 0;
  }

  get handover(): boolean {
    return this.#handoverMs > 0;
  }

  get kind(): WorkKind {
    return this.#kind;
  }

  get mains(): boolean {
    return this.#mains;
  }

  wanted(name: Switched): boolean {
    return this.#attended === true
      ? this.#sinceMs >= this.#delaysMs[name]
      : this.#sinceMs < this.#delaysMs[name];
  }
}
