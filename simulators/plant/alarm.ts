// An alarm with delay and deadband (ISA-18.2): it comes when its condition has held for a while and goes when
// the value is back by more than the deadband. Each change is an event.

import type { EventBook } from "./plant-events.ts";

export interface AlarmOptions {
  readonly events: EventBook;
  readonly equipment: string;
  /** Point without equipment, e.g. `alarm.oil-high`. */
  readonly alarm: string;
  readonly priority: "high" | "medium" | "low";
  /** Which side of the limit is wrong. */
  readonly when: "above" | "below";
  readonly limit: number;
  /** Back by this much before it goes, in the unit of the value. Default 0. */
  readonly deadband?: number;
  /** How long the condition holds before the alarm comes, ms. Default 0. */
  readonly delayMs?: number;
  /** How long the value is back before it goes, ms: what comes piece by piece rings once. Default 0. */
  readonly offDelayMs?: number;
}

export class Alarm {
  readonly #options: AlarmOptions;
  #active = false;
  #heldMs = 0;
  #backMs = 0;

  constructor(options: AlarmOptions) {
    this.#options = options;
  }

  active(): boolean {
    return this.#active;
  }

  step(dtMs: number, value: number): void {
    const { when, limit, deadband = 0, delayMs = 0, offDelayMs = 0 } = this.#options;
    const over = when === "above" ? value - limit : limit - value;
    if (this.#active) {
      this.#backMs = over < -deadband ? this.#backMs + dtMs : 0;
      if (this.#backMs > 0 && this.#backMs >= offDelayMs) this.#change(false);
      return;
    }
    this.#heldMs = over > 0 ? this.#heldMs + dtMs : 0;
    if (this.#heldMs > 0 && this.#heldMs >= delayMs) this.#change(true);
  }

  /** Its controller has lost its current: what stood goes. */
  clear(): void {
    if (this.#active) this.#change(false);
  }

  #change(active: boolean): void {
    const { events, equipment, alarm, priority } = this.#options;
    this.#active = active;
    this.#heldMs = 0;
    this.#backMs = 0;
    events.write({ kind: "alarm", equipment, alarm, priority, active });
  }
}
