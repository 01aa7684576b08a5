// What a fast run is told of one plant: plain data, so that it can be handed to another process.
import { z } from "zod";
import { cheatSchema } from "#simulators/cheats/registry.ts";
import { type LineKind, lineKinds } from "#simulators/lines/registry.ts";
import { CalendarSchedule, type WorkCalendar } from "#simulators/plant/work-schedule.ts";
import type { FastLineOptions } from "#simulators/stepping/fast-line.ts";

export type FastPlant = {
  /** Names its folder. */
  readonly id: string;
  readonly site: string;
  readonly gateway: string;
  readonly kind: LineKind;
  readonly seed: number;
  /** Absent: round the clock. */
  readonly calendar?: WorkCalendar;
  /** Default warm. */
  readonly start?: "warm" | "cold";
  /** As a scenario writes them. */
  readonly cheats?: readonly unknown[];
  readonly lineModelHash?: string;
};

const cheats = z.array(cheatSchema);

/** Throws ZodError for cheats that are none. */
export function lineOptions(
  { kind, seed, calendar, start, cheats: written = [] }: FastPlant,
  { from, cadenceMs }: { readonly from: number; readonly cadenceMs: number },
): FastLineOptions {
  return {
    kind,
    seed,
    from,
    cadenceMs,
    ...(calendar === undefined ? {} : { schedule: new CalendarSchedule(calendar) }),
    ...(start === undefined ? {} : { start }),
    cheats: cheats.parse(written),
  };
}

export function isLineKind(text: string): text is LineKind {
  return (lineKinds as readonly string[]).includes(text);
}
