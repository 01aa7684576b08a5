// The alarms of one machine: what is looked at, its limit and deadband, and the points that show them.

import { Alarm } from "../alarm.ts";
import type { EventBook } from "../plant-events.ts";

export type AlarmPlan = {
  readonly priority: "high" | "medium" | "low";
  /** What is watched; a condition is 1 or 0. */
  readonly read: () => number | boolean;
  /** Absent: a condition that holds or does not. */
  readonly limit?: {
    readonly when: "above" | "below";
    readonly at: number;
    readonly deadband: number;
  };
  readonly delayMs?: number;
  readonly offDelayMs?: number;
};

/** By the name of the point that shows it, e.g. `alarm.vacuum`. */
export type AlarmPlans = Readonly<Record<string, AlarmPlan>>;

type Watched = {
  readonly name: string;
  readonly alarm: Alarm;
  readonly read: () => number | boolean;
};

export class AlarmBoard {
  readonly #watched: readonly Watched[];

  constructor(equipment: string, events: EventBook, plans: AlarmPlans) {
    this.#watched = Object.entries(plans).map(([name, plan]) => {
      const { priority, read, limit, delayMs = 0, offDelayMs = 0 } = plan;
      const { when, at, deadband } = limit ?? { when: "above" as const, at: 0.5, deadband: 0 };
      const delays = { delayMs, offDelayMs };
      const options = { events, equipment, alarm: name, priority, when, deadband, ...delays };
      return { name, read, alarm: new Alarm({ ...options, limit: at }) };
    });
  }

  /** Names of all alarms. */
  names(): readonly string[] {
    return this.#watched.map(({ name }) => name);
  }

  is(name: string): boolean {
    return this.#watched.find((each) => each.name === name)?.alarm.active() ?? false;
  }

  /** Names of the alarms that stand. */
  standing(): readonly string[] {
    return this.#watched.filter(({ alarm }) => alarm.active()).map(({ name }) => name);
  }

  /** The machine has lost its current. */
  clear(): void {
    for (const { alarm } of this.#watched) alarm.clear();
  }

  step(dtMs: number): void {
    for (const { alarm, read } of this.#watched) alarm.step(dtMs, Number(read()));
  }
}
