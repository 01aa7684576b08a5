// The calendar of a scenario: when its lines are meant to run (plant/work-schedule.ts).

import { z } from "zod";
import type { WorkCalendar } from "../plant/work-schedule.ts";

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "须为 HH:MM · must be HH:MM");

const date = z.iso.date();

/** With its offset, so that no zone has to be guessed. */
export const instant = z.iso.datetime({ offset: true });

export const calendarSchema = z
  .strictObject({
    utcOffsetMinutes: z
      .int()
      .min(-840)
      .max(840)
      .default(480)
      .describe("Minutes east of UTC; China 480."),
    shifts: z
      .array(
        z.strictObject({
          id: z.string().min(1),
          start: timeOfDay,
          end: timeOfDay.describe("At or before the start: on the next day."),
          weekdays: z
            .array(z.int().min(1).max(7))
            .min(1)
            .default([1, 2, 3, 4, 5, 6, 7])
            .describe("1 Monday … 7 Sunday, of the day on which the shift begins."),
        }),
      )
      .min(1),
    breaks: z.array(z.strictObject({ start: timeOfDay, end: timeOfDay })).default([]),
    days: z
      .array(z.strictObject({ date, kind: z.enum(["holiday", "workday"]) }))
      .default([])
      .describe("Days that are unlike their weekday: holidays and 调休."),
    orderedStops: z
      .array(
        z.strictObject({
          from: instant,
          to: instant,
          document: z.string().min(1).describe("文号 of the order."),
        }),
      )
      .default([]),
  })
  .superRefine((calendar, context) => {
    calendar.breaks.forEach(({ start, end }, n) => {
      if (end > start) return;
      const message = "休息须在同一天内结束 · a break ends later on the same day";
      context.addIssue({ code: "custom", path: ["breaks", n, "end"], message });
    });
    calendar.orderedStops.forEach(({ from, to }, n) => {
      if (Date.parse(to) > Date.parse(from)) return;
      const message = "须晚于 from · must be later than from";
      context.addIssue({ code: "custom", path: ["orderedStops", n, "to"], message });
    });
  }) satisfies z.ZodType<WorkCalendar>;
