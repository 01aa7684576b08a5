// Shifts of a site as instants, for marks on a time axis and for "this shift" (contracts/site-calendar.ts
// decides which of them are worked; here only their edges are found).
import type { LineModel } from "#contracts/line-model.ts";
import { isScheduled } from "#contracts/site-calendar.ts";
import { zoneOffsetMs } from "../ui/zoned-time.ts";

const dayMs = 86_400_000;

export type ShiftTime = {
  readonly name: { readonly zh: string; readonly en: string };
  /** ms UTC, half-open. */
  readonly from: number;
  readonly to: number;
};

function minutesOf(timeOfDay: string): number {
  return Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3, 5));
}

/** The instant at which the zone's wall clock shows `wall` (ms as if UTC); exact but for the hour of a clock change. */
function instantOf(wall: number, zone: string): number {
  const guess = wall - zoneOffsetMs(wall, zone);
  return wall - zoneOffsetMs(guess, zone);
}

/** Worked shifts that overlap [from, to), ascending. */
export function shiftsBetween(model: LineModel, from: number, to: number): readonly ShiftTime[] {
  const { timeZone } = model.site;
  const found: ShiftTime[] = [];
  const firstDay = Math.floor((from + zoneOffsetMs(from, timeZone)) / dayMs) - 1;
  const lastDay = Math.floor((to + zoneOffsetMs(to, timeZone)) / dayMs);
  for (let day = firstDay; day <= lastDay; day++) {
    // Day 0, 1970-01-01, was a Thursday; Monday is 1.
    const weekday = ((((day + 3) % 7) + 7) % 7) + 1;
    const date = new Date(day * dayMs).toISOString().slice(0, 10);
    const extra = model.calendar.exceptions.some(
      (each) => each.kind === "workday" && each.date === date,
    );
    for (const shift of model.calendar.shifts) {
      const [start, end] = [minutesOf(shift.start), minutesOf(shift.end)];
      const begins = instantOf(day * dayMs + start * 60_000, timeZone);
      const ends = instantOf((end > start ? day : day + 1) * dayMs + end * 60_000, timeZone);
      const worked = isScheduled(model, (begins + ends) / 2);
      if (worked && (extra || shift.weekdays.includes(weekday)) && begins < to && ends > from) {
        found.push({ name: shift.name, from: begins, to: ends });
      }
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

/** The shift that is worked at this instant; of several the one that began last. */
export function shiftAt(model: LineModel, at: number): ShiftTime | undefined {
  return shiftsBetween(model, at, at + 1).at(-1);
}
