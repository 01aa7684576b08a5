// Scheduled production time of a site, from the calendar of its line model (docs/formats/line-model.md).
// Shifts are wall clock in the site's IANA zone; their length is real time, so a night shift has 7 or
// 9 hours when the clocks change. A local time that does not exist is the first instant after the gap,
// one that exists twice is the earlier.
import type { LineModel } from "./line-model.ts";

const dayMs = 86_400_000;

type Interval = { readonly from: number; readonly to: number };

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, made);
  return made;
}

/** Wall clock of an instant, as if it were UTC, ms. */
function wallClock(timeZone: string, at: number): number {
  const parts: { [type: string]: number } = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000);
}

/** The instant at which the wall clock shows `wall`, see the head of this file. */
function instantOf(timeZone: string, wall: number): number {
  // No zone is further than 14 hours from UTC, so these two instants enclose the wanted one.
  const before = wallClock(timeZone, wall - dayMs) - (wall - dayMs);
  const after = wallClock(timeZone, wall + dayMs) - (wall + dayMs);
  const candidates = [wall - before, wall - after].sort((a, b) => a - b);
  const found = candidates.find((at) => wallClock(timeZone, at) === wall);
  if (found !== undefined) return found;
  let [low, high] = [wall - dayMs, wall + dayMs];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (wallClock(timeZone, middle) < wall) low = middle;
    else high = middle;
  }
  return high;
}

function minutesOf(timeOfDay: string): number {
  return Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3, 5));
}

function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** Monday is 1. Day 0, 1970-01-01, was a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

type Shift = LineModel["calendar"]["shifts"][number];

/**
 * Shifts that start on a date. `holiday` and `ordered-stop` leave none, whatever else is said of the
 * date. `workday` on a weekday without shifts gives it those of the first weekday that has some,
 * which is Monday unless nobody works on Mondays.
 */
function shiftsOn(model: LineModel, day: number): readonly Shift[] {
  const date = dateOf(day);
  const { shifts, exceptions } = model.calendar;
  const kinds = exceptions.filter((each) => each.date === date).map((each) => each.kind);
  if (kinds.some((kind) => kind !== "workday")) return [];
  const weekday = weekdayOf(day);
  const own = shifts.filter((shift) => shift.weekdays.includes(weekday));
  if (own.length > 0 || kinds.length === 0) return own;
  const first = Math.min(...shifts.flatMap((shift) => shift.weekdays));
  return shifts.filter((shift) => shift.weekdays.includes(first));
}

const memo = new WeakMap<LineModel, Map<number, readonly Interval[]>>();
const maxDays = 4096;

/** Instants of the shifts that start on a local date; days since 1970-01-01. */
function intervalsOn(model: LineModel, day: number): readonly Interval[] {
  let days = memo.get(model);
  if (days === undefined || days.size > maxDays) {
    days = new Map();
    memo.set(model, days);
  }
  const known = days.get(day);
  if (known !== undefined) return known;
  const { timeZone } = model.site;
  const intervals = shiftsOn(model, day).map((shift) => {
    const start = minutesOf(shift.start);
    const end = minutesOf(shift.end);
    return {
      from: instantOf(timeZone, day * dayMs + start * 60_000),
      to: instantOf(timeZone, (end > start ? day : day + 1) * dayMs + end * 60_000),
    };
  });
  days.set(day, intervals);
  return intervals;
}

function localDay(model: LineModel, at: number): number {
  return Math.floor(wallClock(model.site.timeZone, at) / dayMs);
}

/**
 * Scheduled production time within [from, to), ms: the union of all shifts, overlaps counted once.
 * An exception acts on the shifts that start on its date, to their end on the next day.
 */
export function scheduledMs(model: LineModel, from: number, to: number): number {
  if (to <= from) return 0;
  const intervals: Interval[] = [];
  const last = localDay(model, to);
  for (let day = localDay(model, from) - 1; day <= last; day++) {
    intervals.push(...intervalsOn(model, day));
  }
  let total = 0;
  let reached = from;
  for (const interval of intervals.sort((a, b) => a.from - b.from)) {
    const start = Math.max(interval.from, reached);
    const end = Math.min(interval.to, to);
    if (end <= start) continue;
    total += end - start;
    reached = end;
  }
  return total;
}

/** Whether an instant lies in a shift. */
export function isScheduled(model: LineModel, at: number): boolean {
  const day = localDay(model, at);
  return [...intervalsOn(model, day - 1), ...intervalsOn(model, day)].some(
    (interval) => interval.from <= at && at < interval.to,
  );
}

/** Local date, YYYY-MM-DD, of the production day of an instant: it begins at `productionDayStart`. */
export function productionDay(model: LineModel, at: number): string {
  const wall = wallClock(model.site.timeZone, at);
  const start = minutesOf(model.site.productionDayStart) * 60_000;
  return dateOf(Math.floor((wall - start) / dayMs));
}
