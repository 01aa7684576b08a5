// A recorded run of a particleboard line, as an outsider has it: one scan a second of every numeric point, and
// the events. Invariants are checked on it (panel-invariants.ts); tests and long runs record it.

import type { Plant } from "../plant.ts";
import type { PlantEvent } from "../plant-events.ts";
import { createRandom } from "../random.ts";
import { SharedGrid } from "../shared-grid.ts";
import type { SignalSheet } from "../signal-sheet.ts";
import { ambientAt } from "../weather.ts";
import { alwaysWork, type WorkSchedule } from "../work-schedule.ts";
import type { PanelDesign } from "./panel-design.ts";
import type { PanelLineOptions } from "./panel-line-options.ts";
import type { PanelRecipe } from "./panel-recipe.ts";

export interface PanelRun {
  /** Scans, one a second. */
  readonly seconds: number;
  readonly signals: SignalSheet;
  readonly design: PanelDesign;
  readonly recipes: readonly PanelRecipe[];
  readonly events: readonly PlantEvent[];
  readonly points: readonly string[];
  /** Values of a numeric or boolean point. Throws RangeError for another. */
  at(point: string): Float64Array;
}

export interface RecordOptions {
  readonly plant: Plant;
  readonly signals: SignalSheet;
  readonly design: PanelDesign;
  readonly recipes: readonly PanelRecipe[];
  readonly seconds: number;
  /** What is recorded. Default: every numeric and boolean point. */
  readonly points?: readonly string[];
  /** Lets one second of the plant pass. */
  readonly second: () => void;
}

export interface PanelRunOptions {
  readonly seed: number;
  readonly seconds: number;
  /** Default: 10:00 in China on a day in May. */
  readonly from?: number;
  /** Of the plant; divides a second. Default 1000 ms. */
  readonly stepMs?: number;
  /** Default: always working time. */
  readonly schedule?: WorkSchedule;
  /** Default: warm. */
  readonly start?: "warm" | "cold";
  /** Default: every numeric and boolean point. */
  readonly points?: readonly string[];
}

type Kind = Pick<RecordOptions, "signals" | "design" | "recipes"> & {
  readonly create: (given: PanelLineOptions) => Plant;
};

/** Makes a line in the surroundings of a run and records it. */
export function recordLine(kind: Kind, options: PanelRunOptions): PanelRun {
  const { seed, seconds, stepMs = 1_000, schedule = alwaysWork, start = "warm" } = options;
  const grid = new SharedGrid(3);
  let now = options.from ?? Date.UTC(2026, 4, 18, 2);
  grid.set(now);
  const plant = kind.create({
    random: createRandom(seed),
    grid,
    ambientC: () => ambientAt(now),
    now: () => now,
    schedule,
    start,
  });
  const second = (): void => {
    for (let passed = 0; passed < 1_000; passed += stepMs) {
      now += stepMs;
      grid.set(now);
      plant.step(stepMs);
    }
  };
  const { points } = options;
  return recordRun({
    ...kind,
    plant,
    seconds,
    second,
    ...(points === undefined ? {} : { points }),
  });
}

function recordRun(options: RecordOptions): PanelRun {
  const { plant, signals, design, recipes, seconds, second } = options;
  const numeric = Object.keys(signals).filter((point) => signals[point]?.class !== "TEXT");
  const points = options.points ?? numeric;
  const columns = new Map(points.map((point) => [point, new Float64Array(seconds)]));
  const events: PlantEvent[] = [];
  for (let n = 0; n < seconds; n += 1) {
    second();
    for (const [point, column] of columns) column[n] = Number(plant.value(point));
    events.push(...plant.takeEvents());
  }
  return { seconds, signals, design, recipes, events, points, at: readerOf(columns) };
}

/** The same run with some columns replaced: what a cheat would show. */
export function doctored(
  run: PanelRun,
  changes: Readonly<Record<string, (values: Float64Array) => Float64Array>>,
): PanelRun {
  const changed = new Map(
    Object.entries(changes).map(([point, change]) => [point, change(run.at(point))]),
  );
  return { ...run, at: (point) => changed.get(point) ?? run.at(point) };
}

function readerOf(columns: ReadonlyMap<string, Float64Array>) {
  return (point: string): Float64Array => {
    const column = columns.get(point);
    if (column === undefined) throw new RangeError(`没有记录 ${point} · not recorded: ${point}`);
    return column;
  };
}

export interface Span {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Back to back windows of `length` seconds in which `holds` all the time. */
export function windows(run: PanelRun, length: number, holds: (second: number) => boolean): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (let n = 0; n < run.seconds; n += 1) {
    if (!holds(n)) from = n + 1;
    else if (n + 1 - from === length) {
      spans.push({ from, to: n + 1 });
      from = n + 1;
    }
  }
  return spans;
}

/** All spans of at least `least` seconds in which `holds`. */
export function spansOf(run: PanelRun, least: number, holds: (second: number) => boolean): Span[] {
  const spans: Span[] = [];
  let from = -1;
  for (let n = 0; n <= run.seconds; n += 1) {
    const on = n < run.seconds && holds(n);
    if (on && from < 0) from = n;
    if (!on && from >= 0) {
      if (n - from >= least) spans.push({ from, to: n });
      from = -1;
    }
  }
  return spans;
}

export function meanOf(values: Float64Array, { from, to }: Span): number {
  let sum = 0;
  for (let n = from; n < to; n += 1) sum += values[n] ?? 0;
  return sum / (to - from);
}

export function rise(values: Float64Array, { from, to }: Span): number {
  return (values[to - 1] ?? 0) - (values[from] ?? 0);
}

/** Means of blocks of `length` seconds. */
export function blocks(values: Float64Array, length: number, span: Span): number[] {
  const means: number[] = [];
  for (let from = span.from; from + length <= span.to; from += length) {
    means.push(meanOf(values, { from, to: from + length }));
  }
  return means;
}

export function slice(values: Float64Array, { from, to }: Span): number[] {
  return [...values.subarray(from, to)];
}
