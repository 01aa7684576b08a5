// Spark detection in the dryer's outlet duct: sparks come as a Poisson process while chips pass; each one
// trips the water spray for some seconds.

import { Alarm } from "../alarm.ts";
import { Counter } from "../counter.ts";
import type { EventBook } from "../plant-events.ts";
import type { Random } from "../random.ts";

/** At nominal feed (domain reference A1: 0–5 per hour). */
const PER_HOUR = 2;
const SPRAY_MS = 4_000;
/** Sparks come in flights: the alarm stands until none has come for a while. */
const HOLD_MS = 60_000;

export class SparkDetector {
  readonly count: Counter;
  readonly #chance: Random;
  readonly #alarm: Alarm;
  #sprayMs = 0;

  constructor(random: Random, events: EventBook) {
    this.#chance = random.fork("arrivals");
    this.count = new Counter(random.fork("history").between(3_000, 40_000));
    this.#alarm = new Alarm({
      events,
      equipment: "dryer",
      alarm: "alarm.spark",
      priority: "high",
      when: "above",
      limit: 0,
      offDelayMs: HOLD_MS,
    });
  }

  alarm(): boolean {
    return this.#alarm.active();
  }

  /** @param feedShare chips that pass, 1 is nominal. */
  step(dtMs: number, feedShare: number): void {
    this.#sprayMs = Math.max(this.#sprayMs - dtMs, 0);
    if (this.#chance.uniform() < (PER_HOUR * feedShare * dtMs) / 3_600_000) {
      this.count.add(1);
      this.#sprayMs = SPRAY_MS;
    }
    this.#alarm.step(dtMs, this.#sprayMs > 0 ? 1 : -1);
  }
}
