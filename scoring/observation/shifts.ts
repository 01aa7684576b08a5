// The shifts of the calendar as instants: which ones lie wholly in a window. Start and real length come from the
// calendar's own functions, so that holidays, make-up days and the change of clocks are theirs to know.
import type { LineModel } from "#contracts/line-model.ts";
import { productionDay, scheduledMs } from "#contracts/site-calendar.ts";
import type { Window } from "./scheduled-hours.ts";

export type Shift = {
  readonly id: string;
  /** Local date on which it starts. */
  readonly date: string;
  readonly from: number;
  readonly to: number;
};

type Calendar = LineModel["calendar"];

const dayMs = 86_400_000;

/**
 * The next instant after `at` at which a local day begins at the model's production-day start. A day has 23 to
 * 25 hours; most have 24.
 */
function nextDayStart(model: LineModel, at: number, known: boolean): number {
  const today = productionDay(model, at);
  const usual = at + dayMs;
  if (known && productionDay(model, usual) !== today && productionDay(model, usual - 1) === today) {
    return usual;
  }
  let [low, high] = [at, at + dayMs + 2 * 3_600_000];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (productionDay(model, middle) === today) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Exceptions as they hold for one shift alone. A make-up day has the shifts of the first weekday that has some, which
 * only the whole calendar knows: where it gives this shift none, nobody works this shift on that day.
 */
function exceptionsFor({ shifts, exceptions }: Calendar, shift: Calendar["shifts"][number]) {
  const weekdays = shifts.flatMap((each) => each.weekdays);
  const isWorked = (date: string) =>
    !weekdays.includes(weekdayOf(date)) && shift.weekdays.includes(Math.min(...weekdays));
  return exceptions.filter(({ kind, date }) => kind !== "workday" || isWorked(date));
}

/** Days, modulo 7, from the first of March to the first of each month, March first: a leap day comes last. */
const monthOffsets = [0, 3, 5, 1, 3, 6, 2, 4, 0, 2, 5, 1];

/** Monday is 1, Gregorian calendar. @param date YYYY-MM-DD. */
function weekdayOf(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const years = month < 3 ? year - 1 : year;
  const leaps = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  const offset = monthOffsets[(month + 9) % 12] ?? 0;
  return ((years + leaps + offset + day + 1) % 7) + 1;
}

/** Shifts that start and end inside the window, by start and then in the calendar's order. */
export function shiftsInside(model: LineModel, window: Window): readonly Shift[] {
  const found = model.calendar.shifts.flatMap((shift) => {
    // With this one shift alone, and days that begin with it, the calendar tells its instants.
    const alone: LineModel = {
      ...model,
      site: { ...model.site, productionDayStart: shift.start },
      calendar: {
        ...model.calendar,
        shifts: [shift],
        exceptions: exceptionsFor(model.calendar, shift),
      },
    };
    const shifts: Shift[] = [];
    let from = nextDayStart(alone, window.from - 1, false);
    while (from < window.to) {
      const next = nextDayStart(alone, from, true);
      const to = from + scheduledMs(alone, from, next);
      if (to > from && to <= window.to) {
        shifts.push({ id: shift.id, date: productionDay(alone, from), from, to });
      }
      from = next;
    }
    return shifts;
  });
  return found.sort((a, b) => a.from - b.from);
}
