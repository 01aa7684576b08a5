// The day tank of liquid resin: the blender empties it, a batch from the resin store fills it again. Its
// level falls by exactly what the glue meters pass (domain reference, P2: glue theft shows in the slope).

import { Alarm } from "../alarm.ts";
import { Drift } from "../drift.ts";
import type { Instruments } from "../instruments.ts";
import { Lag } from "../lag.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points } from "../point-table.ts";
import type { Random } from "../random.ts";

const FILL_BELOW = 0.22;
const FILL_TO = 0.88;
/** Hours of nominal glue flow that it holds, and nominal flows that filling brings. */
const HOURS = 11;
const FILL_TIMES = 6;
/** Nobody starts filling right away. */
const LATE_MS = [5 * 60_000, 50 * 60_000] as const;
const STORE_C = 24;

/** What the tank of a line holds. @param nominalKgS of liquid glue. */
export function tankKg(nominalKgS: number): number {
  return HOURS * 3600 * nominalKgS;
}

export interface GlueTankOptions {
  readonly random: Random;
  readonly instruments: Instruments;
  readonly events: EventBook;
  /** kg/s of liquid glue. */
  readonly nominalKgS: number;
}

export class GlueTank {
  readonly capacityKg: number;
  readonly #random: Random;
  readonly #fillKgS: number;
  readonly #level;
  readonly #celsius;
  readonly #temperature = new Lag(4 * 3_600_000, STORE_C);
  readonly #store: Drift;
  readonly #low: Alarm;
  #kg: number;
  #filling = false;
  #lateMs: number;

  constructor({ random, instruments, events, nominalKgS }: GlueTankOptions) {
    this.#random = random;
    this.capacityKg = tankKg(nominalKgS);
    this.#fillKgS = FILL_TIMES * nominalKgS;
    this.#kg = this.capacityKg * random.between(0.35, 0.85);
    this.#lateMs = random.between(...LATE_MS);
    this.#level = instruments.input("glue.level.tank");
    this.#celsius = instruments.input("glue.temperature");
    this.#store = new Drift(random.fork("store"), { sigma: 1, tauMs: 8 * 3_600_000, limit: 4 });
    this.#low = new Alarm({
      events,
      equipment: "glue",
      alarm: "alarm.tank-low",
      priority: "low",
      when: "below",
      limit: 18,
      deadband: 3,
      delayMs: 60_000,
    });
    this.step(100, 0);
  }

  /** True content, kg. */
  contentKg(): number {
    return this.#kg;
  }

  step(dtMs: number, glueKgS: number): void {
    this.#fill(dtMs);
    const inKgS = this.#filling ? this.#fillKgS : 0;
    this.#kg = Math.max(this.#kg + ((inKgS - glueKgS) * dtMs) / 1000, 0);
    this.#store.step(dtMs);
    this.#temperature.step(dtMs, STORE_C + this.#store.value());
    const percent = (100 * this.#kg) / this.capacityKg;
    this.#level.sample(percent);
    this.#celsius.sample(this.#temperature.value());
    this.#low.step(dtMs, percent);
  }

  points(): Points {
    return {
      "level.tank": () => this.#level.value(),
      temperature: () => this.#celsius.value(),
      filling: () => this.#filling,
      "alarm.tank-low": () => this.#low.active(),
    };
  }

  #fill(dtMs: number): void {
    const share = this.#kg / this.capacityKg;
    if (this.#filling) {
      if (share < FILL_TO) return;
      this.#filling = false;
      this.#lateMs = this.#random.between(...LATE_MS);
    } else if (share < FILL_BELOW) {
      this.#lateMs -= dtMs;
      if (this.#lateMs <= 0) this.#filling = true;
    }
  }
}
