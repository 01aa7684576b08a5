// A recorded run of a rock-wool line, as an outsider could have recorded it: columns of what its instruments said
// at equal intervals, and the events of its books. What the invariants are checked on.

import type { PlantEvent } from "../plant-events.ts";
import { createRandom } from "../random.ts";
import { SharedGrid } from "../shared-grid.ts";
import { ambientAt } from "../weather.ts";
import { alwaysWork, type WorkSchedule } from "../work-schedule.ts";
import type { Furnace } from "./furnace.ts";
import { RockWoolPlant } from "./rock-wool-plant.ts";

export interface WoolRun {
  readonly furnace: Furnace["equipment"];
  readonly everyS: number;
  /** Time of the first scan, ms since the epoch. */
  readonly from: number;
  readonly columns: Readonly<Record<string, Float64Array>>;
  readonly events: readonly PlantEvent[];
}

export interface WoolRunOptions {
  readonly seed: number;
  readonly furnace: Furnace["equipment"];
  readonly hours: number;
  readonly everyS: number;
  readonly points: readonly string[];
  readonly schedule?: WorkSchedule;
  readonly start?: "warm" | "cold";
  readonly from?: number;
}

/** 10:00 in China. */
const START = Date.UTC(2026, 4, 18, 2);

/** Steps of one second. */
export function recordWoolRun(options: WoolRunOptions): WoolRun {
  const { seed, furnace, hours, everyS, points, schedule = alwaysWork } = options;
  const grid = new SharedGrid(3);
  let now = options.from ?? START;
  grid.set(now);
  const plant = new RockWoolPlant(
    {
      random: createRandom(seed),
      grid,
      ambientC: () => ambientAt(now),
      now: () => now,
      schedule,
      start: options.start ?? "warm",
    },
    {},
    furnace,
  );
  const scans = Math.floor((hours * 3600) / everyS);
  const columns = points.map((point) => [point, new Float64Array(scans)] as const);
  const events: PlantEvent[] = [];
  const from = now + everyS * 1000;
  for (let scan = 0; scan < scans; scan += 1) {
    for (let second = 0; second < everyS; second += 1) {
      now += 1000;
      grid.set(now);
      plant.step(1000);
    }
    for (const [point, column] of columns) column[scan] = Number(plant.value(point));
    events.push(...plant.takeEvents());
  }
  return { furnace, everyS, from, columns: Object.fromEntries(columns), events };
}

/** Throws RangeError for what was not recorded. */
export function columnOf(run: WoolRun, point: string): Float64Array {
  const column = run.columns[point];
  if (column === undefined) throw new RangeError(`没有记录 ${point} · not recorded: ${point}`);
  return column;
}

export function growthOf(column: Float64Array, from = 0, to = column.length): number {
  return (column[to - 1] ?? Number.NaN) - (column[from] ?? Number.NaN);
}

export function meanOf(column: Float64Array, from = 0, to = column.length): number {
  let sum = 0;
  for (let n = from; n < to; n += 1) sum += column[n] ?? Number.NaN;
  return sum / (to - from);
}

/** Longest stretch [from, to) in which `holds`. */
export function longestStretch(
  length: number,
  holds: (n: number) => boolean,
): readonly [from: number, to: number] {
  let best: readonly [number, number] = [0, 0];
  let from = 0;
  for (let n = 0; n <= length; n += 1) {
    if (n < length && holds(n)) continue;
    if (n - from > best[1] - best[0]) best = [from, n];
    from = n + 1;
  }
  return best;
}
