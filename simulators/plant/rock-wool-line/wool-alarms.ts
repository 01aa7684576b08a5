// The alarms of a rock-wool line (domain reference A3): limits, deadbands, delays and priorities as data.

import { Alarm } from "../alarm.ts";
import type { EventBook } from "../plant-events.ts";
import type { Points } from "../point-table.ts";
import { VIBRATION_ALARM_MM_S } from "./spinner.ts";

/** What the alarms look at. */
export interface WoolWatched {
  readonly waterRiseK: number;
  readonly waterM3H: number;
  readonly coPercent: number;
  readonly shellC: number;
  /** Melt stream, t/h; that of a furnace that is not meant to give melt is nominal. */
  readonly streamTH: number;
  readonly vibrationMmS: number;
  /** Of turning wheels, m³/h. */
  readonly wheelWaterM3H: number;
  /** Of a spinner with melt, L/h. */
  readonly binderLH: number;
  /** Of a chamber with wool, Pa below the air. */
  readonly suctionPa: number;
  readonly ovenC: number;
  readonly chainA: number;
  readonly gasPercent: number;
  /** Largest share of an emission limit. */
  readonly flueShare: number;
}

interface AlarmPlan {
  readonly equipment: string;
  readonly alarm: string;
  readonly priority: "high" | "medium" | "low";
  readonly when: "above" | "below";
  readonly limit: number;
  readonly deadband: number;
  readonly delayMs: number;
  readonly value: keyof WoolWatched;
}

const plan = (
  where: readonly [equipment: string, alarm: string],
  priority: AlarmPlan["priority"],
  value: keyof WoolWatched,
  [when, limit, deadband, delayS]: readonly ["above" | "below", number, number, number],
): AlarmPlan => {
  const [equipment, alarm] = where;
  return { equipment, alarm, priority, value, when, limit, deadband, delayMs: 1000 * delayS };
};

const shared: readonly AlarmPlan[] = [
  plan(["spinner", "alarm.vibration"], "high", "vibrationMmS", [
    "above",
    VIBRATION_ALARM_MM_S,
    0.6,
    1,
  ]),
  plan(["spinner", "alarm.water.wheels"], "high", "wheelWaterM3H", ["below", 4, 1, 2]),
  plan(["spinner", "alarm.binder"], "medium", "binderLH", ["below", 200, 60, 8]),
  plan(["collector", "alarm.suction"], "medium", "suctionPa", ["below", 200, 25, 10]),
  plan(["curing-oven", "alarm.temperature"], "high", "ovenC", ["above", 280, 8, 1]),
  plan(["curing-oven", "alarm.chain"], "medium", "chainA", ["above", 85, 6, 3]),
  plan(["curing-oven", "alarm.gas"], "high", "gasPercent", ["above", 20, 5, 2]),
  plan(["flue-gas", "alarm.limit"], "medium", "flueShare", ["above", 1, 0.05, 0]),
];
const ofFurnace = (equipment: string): readonly AlarmPlan[] => [
  plan([equipment, "alarm.water.rise"], "high", "waterRiseK", ["above", 15, 1, 10]),
  plan([equipment, "alarm.water.flow"], "high", "waterM3H", ["below", 40, 4, 5]),
  plan([equipment, "alarm.stream"], "medium", "streamTH", ["below", 0.5, 0.5, 5]),
];
const own = {
  cupola: [
    ...ofFurnace("cupola"),
    plan(["cupola", "alarm.co"], "high", "coPercent", ["above", 15, 0.8, 20]),
  ],
  furnace: [
    ...ofFurnace("furnace"),
    plan(["furnace", "alarm.shell"], "high", "shellC", ["above", 260, 5, 60]),
  ],
} as const;

export class WoolAlarms {
  readonly #alarms: readonly { readonly plan: AlarmPlan; readonly alarm: Alarm }[];

  constructor(events: EventBook, furnace: "cupola" | "furnace") {
    this.#alarms = [...own[furnace], ...shared].map((each) => ({
      plan: each,
      alarm: new Alarm({ events, ...each }),
    }));
  }

  step(dtMs: number, watched: WoolWatched): void {
    for (const { plan: each, alarm } of this.#alarms) alarm.step(dtMs, watched[each.value]);
  }

  /** Points of one machine. */
  points(equipment: string): Points {
    return Object.fromEntries(
      this.#alarms
        .filter(({ plan: each }) => each.equipment === equipment)
        .map(({ plan: each, alarm }) => [each.alarm, () => alarm.active()] as const),
    );
  }

  active(equipment: string, name: string): boolean {
    return this.#alarms.some(
      ({ plan: each, alarm }) =>
        each.equipment === equipment && each.alarm === name && alarm.active(),
    );
  }
}
