// How many of the site's signals are in order now.
import type { LineModel } from "#contracts/line-model.ts";
import type { LiveSnapshot } from "./live-store.ts";
import { readingOf } from "./reading.ts";

export type ValueCounts = {
  readonly all: number;
  readonly good: number;
  readonly stale: number;
  readonly bad: number;
};

/** Good means good and fresh; a signal that never came counts as stale. */
export function countValues(model: LineModel, live: LiveSnapshot, now: number): ValueCounts {
  let [all, good, stale, bad] = [0, 0, 0, 0];
  for (const equipment of model.lines.flatMap((line) => line.equipment)) {
    for (const signal of equipment.signals) {
      all += 1;
      const { quality, freshness } = readingOf(equipment, signal, live, now);
      if (freshness?.state !== "fresh") stale += 1;
      else if (quality === "good") good += 1;
      else bad += 1;
    }
  }
  return { all, good, stale, bad };
}
