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

/** Shifts that start and end inside the window, by start and then in the calendar's order. */
export function shiftsInside(model: LineModel, window: Window): readonly Shift[] {
  const found = model.calendar.shifts.flatMap((shift) => {
    // With this one shift alone, and days that begin with it, the calendar tells its instants.
    const alone: LineModel = {
      ...model,
      site: { ...model.site, productionDayStart: shift.start },
      calendar: { ...model.calendar, shifts: [shift] },
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
