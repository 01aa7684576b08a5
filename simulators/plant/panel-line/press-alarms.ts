// Alarms of a hot press (domain reference A1). The steel belt's is of a continuous press only.

import { Alarm } from "../alarm.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points } from "../point-table.ts";

export interface PressAlarmStep {
  readonly hydraulics: boolean;
  readonly belt: boolean;
  readonly emergency: boolean;
  readonly blow: boolean;
  /** Oil supply while pressing; undefined while nothing is pressed. */
  readonly oilC: number | undefined;
}

const OIL_LOW_C = 245;
/** Blown boards come one after another: one alarm for all of them. */
const BLOW_HOLD_MS = 60_000;

export class PressAlarms {
  readonly #hydraulics: Alarm;
  readonly #belt: Alarm;
  readonly #emergency: Alarm;
  readonly #blow: Alarm;
  readonly #oilLow: Alarm;

  constructor(events: EventBook) {
    const high = (alarm: string): Alarm =>
      new Alarm({ events, equipment: "press", alarm, priority: "high", when: "above", limit: 0 });
    this.#hydraulics = high("alarm.pressure-low");
    this.#belt = high("alarm.belt-tracking");
    this.#emergency = high("alarm.emergency-stop");
    this.#blow = new Alarm({
      events,
      equipment: "press",
      alarm: "alarm.blow",
      priority: "high",
      when: "above",
      limit: 0,
      offDelayMs: BLOW_HOLD_MS,
    });
    this.#oilLow = new Alarm({
      events,
      equipment: "press",
      alarm: "alarm.oil-low",
      priority: "medium",
      when: "below",
      limit: OIL_LOW_C,
      deadband: 3,
      delayMs: 60_000,
    });
  }

  step(dtMs: number, { hydraulics, belt, emergency, blow, oilC }: PressAlarmStep): void {
    this.#hydraulics.step(dtMs, signOf(hydraulics));
    this.#belt.step(dtMs, signOf(belt));
    this.#emergency.step(dtMs, signOf(emergency));
    this.#blow.step(dtMs, signOf(blow));
    this.#oilLow.step(dtMs, oilC ?? OIL_LOW_C + 100);
  }

  points(): Points {
    return {
      "alarm.blow": () => this.#blow.active(),
      "alarm.pressure-low": () => this.#hydraulics.active(),
      "alarm.belt-tracking": () => this.#belt.active(),
      "alarm.emergency-stop": () => this.#emergency.active(),
      "alarm.oil-low": () => this.#oilLow.active(),
    };
  }
}

/** Above and below the limit 0. */
function signOf(condition: boolean): number {
  return condition ? 1 : -1;
}
