// The scheduled hours of an observation window. Facts are hourly, so an hour that lies only partly in
// the window or in a shift is known by minute: how much of each of its 60 minutes counts.
import { hourMs } from "#contracts/fact.ts";
import type { LineModel } from "#contracts/line-model.ts";
import { productionDay, scheduledMs } from "#contracts/site-calendar.ts";

const minuteMs = 60_000;

export type Window = { readonly from: number; readonly to: number };

export type ScheduledHour = {
  /** Start, ms UTC. */
  readonly hour: number;
  /** Scheduled time of the hour that lies in the window, ms; above 0. */
  readonly scheduledMs: number;
  /** Scheduled time of the whole hour, ms. */
  readonly wholeHourMs: number;
  /** Share 0..1 of each minute that is scheduled and in the window; null when every one is whole. */
  readonly minutes: readonly number[] | null;
  /** Production day of its first scheduled instant in the window. */
  readonly productionDay: string;
};

function minuteShares(model: LineModel, hour: number, window: Window): number[] {
  return Array.from({ length: 60 }, (_, minute) => {
    const start = hour + minute * minuteMs;
    const from = Math.max(start, window.from);
    const to = Math.min(start + minuteMs, window.to);
    return scheduledMs(model, from, to) / minuteMs;
  });
}

/** Hours of the window [from, to) with scheduled time, ascending. */
export function scheduledHours(model: LineModel, window: Window): readonly ScheduledHour[] {
  const hours: ScheduledHour[] = [];
  const first = Math.floor(window.from / hourMs) * hourMs;
  for (let hour = first; hour < window.to; hour += hourMs) {
    const from = Math.max(hour, window.from);
    const to = Math.min(hour + hourMs, window.to);
    const scheduled = scheduledMs(model, from, to);
    if (scheduled === 0) continue;
    const minutes = scheduled === hourMs ? null : minuteShares(model, hour, window);
    const firstMinute = minutes?.findIndex((share) => share > 0) ?? 0;
    hours.push({
      hour,
      scheduledMs: scheduled,
      wholeHourMs: scheduledMs(model, hour, hour + hourMs),
      minutes,
      productionDay: productionDay(model, Math.max(from, hour + firstMinute * minuteMs)),
    });
  }
  return hours;
}
