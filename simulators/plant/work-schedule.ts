// When a line is meant to run: shifts across midnight, breaks within them, holidays and ordered stops
// (domain reference, X6). Local times of one UTC offset: China has no summer time.

export type WorkKind = "work" | "break" | "off-shift" | "holiday" | "ordered-stop";

export interface WorkTime {
  readonly kind: WorkKind;
  /** Shift that runs; empty outside one. */
  readonly shift: string;
  /** Of an ordered stop: number of the document that orders it. */
  readonly document?: string;
}

export interface WorkCalendar {
  /** Minutes east of UTC; 480 in China. */
  readonly utcOffsetMinutes: number;
  readonly shifts: readonly {
    readonly id: string;
    /** Local HH:MM; an end at or before the start lies on the next day. */
    readonly start: string;
    readonly end: string;
    /** 1 Monday … 7 Sunday, of the day on which the shift begins. */
    readonly weekdays: readonly number[];
  }[];
  /** Every day, local HH:MM, not across midnight. */
  readonly breaks: readonly { readonly start: string; readonly end: string }[];
  /** Local dates YYYY-MM-DD on which no shift begins (`holiday`) or one begins although no weekday says so (`workday`). */
  readonly days: readonly { readonly date: string; readonly kind: "holiday" | "workday" }[];
  /** From and to: ISO 8601 with offset. */
  readonly orderedStops: readonly {
    readonly from: string;
    readonly to: string;
    readonly document: string;
  }[];
}

export interface WorkSchedule {
  /** @param now ms since the epoch; calls go forward in time most cheaply. */
  at(now: number): WorkTime;
}

/** Round the clock, no breaks. */
export const alwaysWork: WorkSchedule = (() => {
  const work: WorkTime = { kind: "work", shift: "all" };
  return { at: () => work };
})();

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

interface Span {
  readonly from: number;
  readonly to: number;
}

export class CalendarSchedule implements WorkSchedule {
  readonly #calendar: WorkCalendar;
  readonly #offsetMs: number;
  readonly #stops: readonly (Span & { readonly document: string })[];
  readonly #days: ReadonlyMap<string, "holiday" | "workday">;
  /** Answer that holds within [from, to). */
  #known: Span & { readonly time: WorkTime } = {
    from: 0,
    to: 0,
    time: { kind: "off-shift", shift: "" },
  };

  constructor(calendar: WorkCalendar) {
    this.#calendar = calendar;
    this.#offsetMs = calendar.utcOffsetMinutes * MINUTE_MS;
    this.#stops = calendar.orderedStops.map(({ from, to, document }) => ({
      from: Date.parse(from),
      to: Date.parse(to),
      document,
    }));
    this.#days = new Map(calendar.days.map(({ date, kind }) => [date, kind]));
  }

  at(now: number): WorkTime {
    if (now < this.#known.from || now >= this.#known.to) {
      // Everything in a calendar begins and ends on a whole minute.
      const from = Math.floor(now / MINUTE_MS) * MINUTE_MS;
      this.#known = { from, to: from + MINUTE_MS, time: this.#timeAt(from) };
    }
    return this.#known.time;
  }

  #timeAt(now: number): WorkTime {
    const stop = this.#stops.find(({ from, to }) => from <= now && now < to);
    if (stop !== undefined) return { kind: "ordered-stop", shift: "", document: stop.document };
    const local = now + this.#offsetMs;
    const day = Math.floor(local / DAY_MS);
    const shift = this.#shiftFrom(day - 1, local) ?? this.#shiftFrom(day, local);
    if (shift === undefined) {
      const holiday = this.#days.get(dateOf(day)) === "holiday";
      return { kind: holiday ? "holiday" : "off-shift", shift: "" };
    }
    const resting = this.#calendar.breaks.some(
      ({ start, end }) => day * DAY_MS + ms(start) <= local && local < day * DAY_MS + ms(end),
    );
    return { kind: resting ? "break" : "work", shift };
  }

  /** The shift that began on `day` and still runs at `local`. */
  #shiftFrom(day: number, local: number): string | undefined {
    const exception = this.#days.get(dateOf(day));
    if (exception === "holiday") return undefined;
    return this.#calendar.shifts.find(({ start, end, weekdays }) => {
      if (exception !== "workday" && !weekdays.includes(weekdayOf(day))) return false;
      const from = day * DAY_MS + ms(start);
      const to = ms(end) > ms(start) ? day * DAY_MS + ms(end) : (day + 1) * DAY_MS + ms(end);
      return from <= local && local < to;
    })?.id;
  }
}

function ms(timeOfDay: string): number {
  return (Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3, 5))) * MINUTE_MS;
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Day 0, 1970-01-01, was a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
