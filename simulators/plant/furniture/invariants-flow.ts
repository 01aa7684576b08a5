// Invariants of the flow of parts and of the edge banders: F3, F4, F5 (domain reference A2).

import { banders, type FurnitureRun } from "./furniture-run.ts";
import type { Problem } from "./invariants-cutting.ts";
import { partStages } from "./order.ts";

/** Counters from the first station to the last; what is refused at the drill goes back. */
const stations: readonly (readonly [name: string, ...points: string[]])[] = [
  ["cut", "cnc-1.output.good"],
  ["long edges in", "edgebander-1.pieces.in"],
  ["long edges out", "edgebander-1.output.total"],
  ["short edges in", "edgebander-2.pieces.in"],
  ["short edges out", "edgebander-2.output.total"],
  ["drill in", "drill-1.pieces.in"],
  ["drilled", "drill-1.output.total"],
  ["sorted in", "sorter-1.pieces.in"],
  ["sorted out", "sorter-1.output.total"],
  ["packed in", "packer-1.pieces.in"],
  ["packed", "packer-1.output.total"],
];
/** Shortest way between two stations, ms. */
const CONVEYING_MS = 10_000;

/** Cut ≥ edged ≥ drilled ≥ sorted ≥ packed, and every part goes from station to station in that order. */
export function partsFlow(run: FurnitureRun): Problem {
  const columns = stations.map(([name, point]) => ({ name, values: run.column(point ?? "") }));
  for (let n = 0; n < run.scans; n += 1) {
    for (let k = 1; k < columns.length; k += 1) {
      const [before, after] = [columns[k - 1], columns[k]];
      if ((after?.values[n] ?? 0) > (before?.values[n] ?? 0)) {
        return `scan ${n}: ${after?.name} ${after?.values[n]} > ${before?.name} ${before?.values[n]}`;
      }
    }
  }
  for (const event of run.events) {
    if (event.kind !== "batch" || event.equipment !== "packer-1") continue;
    const problem = stationTimes(event.batch, event.of);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function stationTimes(carton: string, of: Readonly<Record<string, number | string>>): Problem {
  const times = partStages.map((stage) => `${of[`${stage}At`]}`.split(" ").map(Number));
  for (let part = 0; part < Number(of.parts); part += 1) {
    for (let k = 1; k < times.length; k += 1) {
      const passed = (times[k]?.[part] ?? 0) - (times[k - 1]?.[part] ?? 0);
      // Into the carton a part goes from the outlet beside it.
      const least = partStages[k] === "pack" ? 1 : CONVEYING_MS;
      if (!(passed >= least)) return `carton ${carton}: ${partStages[k]} after ${passed} ms`;
    }
  }
  return undefined;
}

const IN_WOOD_A = 4.6;
/** Tape beyond the two ends of an edge, m. */
const OVERHANG_M = 0.05;
/** Fewer panels say nothing about the sum of the bursts. */
const LEAST_PANELS = 20;

/** One burst of the pre-milling current per panel; all bursts together last as long as panel lengths ÷ feed. */
export function burstsPerPanel(run: FurnitureRun): Problem {
  // Bursts end within tenths of a second.
  if (run.stepMs > 200) return undefined;
  for (const bander of banders) {
    const problem = burstsOf(run, bander);
    if (problem !== undefined) return `${bander}: ${problem}`;
  }
  return undefined;
}

function burstsOf(run: FurnitureRun, bander: string): Problem {
  const current = run.column(`${bander}.current.premill`);
  const feed = run.column(`${bander}.speed.feed`);
  const out = run.column(`${bander}.output.total`);
  const edge = run.column(`${bander}.length.edge`);
  let [bursts, milledM] = [0, 0];
  for (let n = 1; n < run.scans; n += 1) {
    const inWood = (current[n] ?? 0) > IN_WOOD_A;
    // A panel that stops in the cutters goes on where it was: the way counts, not the time.
    if (inWood) milledM += ((feed[n] ?? 0) / 60_000) * run.stepMs;
    if (inWood && (current[n - 1] ?? 0) <= IN_WOOD_A && (feed[n] ?? 0) > 15) bursts += 1;
  }
  const panels = difference(out);
  if (panels < LEAST_PANELS) return undefined;
  // Panels on the chain at the beginning and at the end, and faults that stop one within the cutters.
  if (Math.abs(bursts - panels) > 4 + 0.05 * panels) return `${bursts} bursts, ${panels} panels`;
  const lengthM = difference(edge) / 2 - OVERHANG_M * panels;
  const slackM = 2.5;
  if (Math.abs(milledM - lengthM) > 0.03 * lengthM + slackM) {
    return `bursts of ${milledM.toFixed(1)} m, panels of ${lengthM.toFixed(1)} m`;
  }
  return undefined;
}

const COLD_C = 35;
const WARM_C = 188;
/** No panel below the alarm limit of 182 °C, less the noise of the sensor. */
const LEAST_FEED_C = 180.8;

/** A cold pot takes its minutes, nothing is fed before, and glue that is used costs duty. */
export function potHeats(run: FurnitureRun): Problem {
  for (const bander of banders) {
    const glue = run.column(`${bander}.temperature.glue`);
    const problem = heatUps(run, glue) ?? coldFeed(run, bander, glue) ?? dutyOf(run, bander);
    if (problem !== undefined) return `${bander}: ${problem}`;
  }
  return undefined;
}

/** 25 → 190 °C in 12 to 25 min; from 35 to 188 °C that leaves 11 to 25. */
function heatUps(run: FurnitureRun, glue: readonly number[]): Problem {
  let cold: number | undefined;
  for (let n = 0; n < run.scans; n += 1) {
    const c = glue[n] ?? 0;
    if (c < COLD_C) cold = n;
    else if (c >= WARM_C && cold !== undefined) {
      const minutes = ((n - cold) * run.stepMs) / 60_000;
      if (minutes < 11 || minutes > 25) return `${COLD_C} to ${WARM_C} °C in ${minutes} min`;
      cold = undefined;
    }
  }
  return undefined;
}

function coldFeed(run: FurnitureRun, bander: string, glue: readonly number[]): Problem {
  const fed = run.column(`${bander}.pieces.in`);
  for (let n = 1; n < run.scans; n += 1) {
    if ((fed[n] ?? 0) > (fed[n - 1] ?? 0) && (glue[n] ?? 0) < LEAST_FEED_C) {
      return `scan ${n}: panel fed at ${glue[n]} °C`;
    }
  }
  return undefined;
}

const WINDOW_MS = 1_200_000;
/** 410 J/g on a heater of 3600 W: share of duty per g/s. */
const DUTY_PER_G_S = 410 / 3_600;
const IDLE_DUTY = [0.6, 0.85] as const;

/** Mean duty of long warm windows = losses to the hall + what the granules take. */
function dutyOf(run: FurnitureRun, bander: string): Problem {
  const glue = run.column(`${bander}.temperature.glue`);
  const duty = run.column(`${bander}.output.heating`);
  const used = run.column(`${bander}.weight.glue.used`);
  const length = Math.round(WINDOW_MS / run.stepMs);
  for (let from = 0; from + length < run.scans; from += length) {
    let [lowest, sum] = [999, 0];
    for (let n = from; n < from + length; n += 1) {
      lowest = Math.min(lowest, glue[n] ?? 0);
      sum += (duty[n] ?? 0) / 100;
    }
    // Windows in which the heater was away or the pot was heated up say something else.
    if (lowest < 187) continue;
    const gPerS = (1e6 * ((used[from + length] ?? 0) - (used[from] ?? 0))) / WINDOW_MS;
    const idle = sum / length - gPerS * DUTY_PER_G_S;
    if (idle < IDLE_DUTY[0] || idle > IDLE_DUTY[1]) {
      return `duty ${(sum / length).toFixed(2)} at ${gPerS.toFixed(2)} g/s`;
    }
  }
  return undefined;
}

function difference(values: readonly number[]): number {
  return (values.at(-1) ?? 0) - (values[0] ?? 0);
}
