// When a fault acts. The three keys that every fault of a scenario has, and the instants that follow from them.

import type { z } from "zod";
import { duration, positiveDuration } from "./duration.ts";

/** ms of plant time since the start of the run. */
export interface FaultTiming {
  readonly afterMs: number;
  /** Absent: to the end. */
  readonly forMs?: number;
  /** Comes again, counted from begin to begin; longer than `forMs`. */
  readonly everyMs?: number;
}

/** Keys of the scenario, spread into the object of each kind. */
export const timingKeys = {
  after: duration
    .optional()
    .describe("When it begins, plant time from the start of the run, e.g. 10m. Absent: at once."),
  for: positiveDuration
    .optional()
    .describe("How long it acts, e.g. 90s. Absent: to the end of the run."),
  every: positiveDuration
    .optional()
    .describe("Comes again this long after each begin, e.g. 1h; needs `for`, and is longer."),
};

export interface TimingSettings {
  readonly after?: number | undefined;
  readonly for?: number | undefined;
  readonly every?: number | undefined;
}

export function timingOf(settings: TimingSettings): FaultTiming {
  return {
    afterMs: settings.after ?? 0,
    ...(settings.for === undefined ? {} : { forMs: settings.for }),
    ...(settings.every === undefined ? {} : { everyMs: settings.every }),
  };
}

/** For superRefine of every kind. */
export function checkTiming(
  settings: TimingSettings,
  context: z.core.$RefinementCtx<unknown>,
): void {
  if (settings.every === undefined) return;
  if (settings.for === undefined) {
    problem("写了 every 就要写 for · every needs for");
  } else if (settings.every <= settings.for) {
    problem("必须比 for 长 · must be longer than for");
  }
  function problem(message: string): void {
    context.addIssue({ code: "custom", path: ["every"], message });
  }
}

/** One time that a fault acts: from begin to end, ms since the start of the run. */
export interface Occurrence {
  /** 0, 1, 2 … */
  readonly number: number;
  readonly beginMs: number;
  /** Infinity: never ends. */
  readonly endMs: number;
}

/** The last occurrence that began at or before `elapsedMs`; undefined before the first. */
export function occurrenceAt(timing: FaultTiming, elapsedMs: number): Occurrence | undefined {
  const { afterMs, forMs = Infinity, everyMs = Infinity } = timing;
  if (elapsedMs < afterMs) return undefined;
  const number = everyMs === Infinity ? 0 : Math.floor((elapsedMs - afterMs) / everyMs);
  const beginMs = number === 0 ? afterMs : afterMs + number * everyMs;
  return { number, beginMs, endMs: beginMs + forMs };
}

/** The begin that follows `occurrence`, or the first one; Infinity: none. */
export function nextBegin(timing: FaultTiming, occurrence: Occurrence | undefined): number {
  if (occurrence === undefined) return timing.afterMs;
  return occurrence.beginMs + (timing.everyMs ?? Infinity);
}
