// The alarms of one machine. A limit has a deadband, so that noise about it rings no bell twice; what comes and
// goes is written into the event book.

import type { EventBook } from "../plant-events.ts";

export type AlarmPriority = "high" | "medium" | "low";

export type AlarmPlan = {
  readonly priority: AlarmPriority;
  /** @param active whether it stands now: then the deadband counts. */
  readonly stands: (active: boolean) => boolean;
};

export function above(limit: number, deadband: number, read: () => number): AlarmPlan["stands"] {
  return (active) => read() > (active ? limit - deadband : limit);
}

export function below(limit: number, deadband: number, read: () => number): AlarmPlan["stands"] {
  return (active) => read() < (active ? limit + deadband : limit);
}

type Alarm = AlarmPlan & { readonly name: string; active: boolean };

export class AlarmBoard {
  readonly #equipment: string;
  readonly #events: EventBook;
  readonly #alarms: readonly Alarm[];
  #standing = 0;

  /** @param plans by the name of the point that shows it, e.g. `alarm.vacuum`. */
  constructor(equipment: string, events: EventBook, plans: Readonly<Record<string, AlarmPlan>>) {
    this.#equipment = equipment;
    this.#events = events;
    this.#alarms = Object.entries(plans).map(([name, plan]) => ({ ...plan, name, active: false }));
  }

  /** Points of all alarms. */
  points(): Readonly<Record<string, () => boolean>> {
    return Object.fromEntries(this.#alarms.map((alarm) => [alarm.name, () => alarm.active]));
  }

  any(): boolean {
    return this.#standing > 0;
  }

  step(): void {
    for (const alarm of this.#alarms) {
      const active = alarm.stands(alarm.active);
      if (active === alarm.active) continue;
      alarm.active = active;
      this.#standing += active ? 1 : -1;
      const { name, priority } = alarm;
      this.#events.write({ kind: "alarm", equipment: this.#equipment, alarm: name, priority, active });
    }
  }
}
