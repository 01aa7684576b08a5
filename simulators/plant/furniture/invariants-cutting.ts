// Invariants of the nesting centre: F1, F2, F6, F9 (domain reference A2).

import { type FurnitureRun, reader, woodworkingUnits } from "./furniture-run.ts";

/** What is wrong, in words; undefined where nothing is. */
export type Problem = string | undefined;

const CONTOUR_TOOL = 1;
/** Fewer samples in the cut than this say nothing. */
const LEAST_IN_CUT = 300;
/** Idle power at rapid may waver by this, kW. */
const IDLE_KW = 0.25;

/** P − P_idle on feed · depth in the cut: R² > 0.6; at rapid it is idle. */
export function spindleFollowsCut(run: FurnitureRun): Problem {
  const feed = reader(run, "cnc-1.speed.feed");
  const depth = reader(run, "cnc-1.depth.cut");
  const power = reader(run, "cnc-1.power.spindle");
  const tool = reader(run, "cnc-1.tool.number");
  const knot = reader(run, "cnc-1.alarm.spindle.load");
  const spindle = reader(run, "cnc-1.speed.spindle");
  const cut: [number, number][] = [];
  const rapid: number[] = [];
  for (let n = 1; n < run.scans; n += 1) {
    if (tool(n) !== CONTOUR_TOOL || near(knot, n) || spindle(n) < 15_000) continue;
    const [f, d, p] = [feed(n), depth(n), power(n)];
    if (d > 0) cut.push([f * d, p]);
    // Half a second after the cut the load has gone.
    else if (f > 55 && depth(n - 1) === 0) rapid.push(p);
  }
  return cut.length < LEAST_IN_CUT ? undefined : judgeLoad(cut, rapid);
}

function judgeLoad(cut: readonly (readonly [number, number])[], rapid: readonly number[]): Problem {
  const r2 = rSquared(cut);
  if (r2 < 0.6) return `R² of spindle power on feed · depth is ${r2.toFixed(2)}`;
  const idle = median(rapid);
  const loud = rapid.filter((p) => Math.abs(p - idle) > IDLE_KW).length;
  return loud > 0.03 * rapid.length
    ? `${loud} of ${rapid.length} rapid moves under load`
    : undefined;
}

/** Feed at most, m/min, and the least time of handling, s: loading, clamping, unloading. */
const FEED_MAX = 25;
const HANDLING_S = 45;
const LEAST_CYCLE_S = 200;

/** At each end of a sheet its whole nest is counted; none is faster than path and handling allow. */
export function sheetsMakeTheirNest(run: FurnitureRun): Problem {
  const sheets = reader(run, "cnc-1.count.sheet");
  const aborted = reader(run, "cnc-1.runs.aborted");
  const parts = reader(run, "cnc-1.output.total");
  const nest = reader(run, "cnc-1.count.nest");
  const metres = reader(run, "cnc-1.length.cut");
  const cycle = reader(run, "cnc-1.duration.cycle");
  /** The sheet that ended at scan `n`, the one before at `last`. */
  const judge = (last: number, n: number): Problem => {
    const made = parts(n) - parts(last);
    // The nest of the sheet that ended stood until the scan before.
    if (made !== nest(n - 1)) return `scan ${n}: ${made} parts of a nest of ${nest(n - 1)}`;
    const cutS = ((metres(n) - metres(last)) / FEED_MAX) * 60;
    const least = Math.max(cutS + HANDLING_S, LEAST_CYCLE_S);
    const took = Math.min(((n - last + 1) * run.stepMs) / 1000, cycle(n) + 2);
    return took < least
      ? `scan ${n}: a sheet in ${took} s, at least ${least.toFixed(0)} s`
      : undefined;
  };
  let last = 0;
  for (let n = 1; n < run.scans; n += 1) {
    const good = sheets(n) - sheets(n - 1);
    if (good + aborted(n) - aborted(n - 1) === 0) continue;
    const problem = last > 0 && good === 1 ? judge(last, n) : undefined;
    if (problem !== undefined) return problem;
    last = n;
  }
  return undefined;
}

/** Hold-down stops the program above −55 kPa; one scan and noise later it may read this, kPa. */
const LEAST_VACUUM_KPA = -44;

const WORKING = 3;

/** Vacuum where something is cut, extraction where something works; the fan on as long as a machine is. */
export function heldAndExtracted(run: FurnitureRun): Problem {
  const depth = reader(run, "cnc-1.depth.cut");
  const z = reader(run, "cnc-1.axis.z.position");
  const recipe = reader(run, "cnc-1.flag.RecipeInRun");
  const vacuum = reader(run, "cnc-1.pressure.vacuum");
  const fan = reader(run, "dust-1.running");
  const fanKw = reader(run, "dust-1.power.fan");
  const units = woodworkingUnits.map((unit) => ({
    unit,
    on: reader(run, `${unit}.flag.MachineOn`),
    state: reader(run, `${unit}.state`),
    suction: reader(run, `${unit}.flag.DustChipSuction`),
  }));
  const judgeFan = (n: number): Problem => {
    for (const { unit, on, state, suction } of units) {
      if (on(n) === 1 && fan(n) !== 1) return `scan ${n}: ${unit} on, fan off`;
      if (state(n) === WORKING && suction(n) !== 1) return `scan ${n}: ${unit} without extraction`;
    }
    return undefined;
  };
  const judgeCut = (n: number): Problem => {
    if (vacuum(n) > LEAST_VACUUM_KPA) return `scan ${n}: cut at ${vacuum(n)} kPa`;
    return fanKw(n) < 30 ? `scan ${n}: cut with a fan of ${fanKw(n)} kW` : undefined;
  };
  for (let n = 0; n < run.scans; n += 1) {
    const cutting = recipe(n) === 1 && z(n) < 0 && depth(n) > 0;
    const problem = (cutting ? judgeCut(n) : undefined) ?? judgeFan(n);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Metres of a tool are the integral of feed in the cut; a blunt tool takes more, a new one less. */
export function toolWears(run: FurnitureRun): Problem {
  const metres = reader(run, "cnc-1.length.cut");
  const feed = reader(run, "cnc-1.speed.feed");
  const depth = reader(run, "cnc-1.depth.cut");
  let [integral, counted] = [0, 0];
  for (let n = 1; n < run.scans; n += 1) {
    if (depth(n) > 0) integral += (feed(n) / 60_000) * run.stepMs;
    counted += metres(n) - metres(n - 1);
  }
  // One scan a second sees the shares of cut and rapid by sampling: 5 % over an hour.
  if (counted > 100 && Math.abs(integral / counted - 1) > 0.05) {
    return `${counted.toFixed(0)} m counted, ∫ feed ${integral.toFixed(0)} m`;
  }
  return wearShows(run);
}

/** Specific energy of contour cuts over the metres of the tool: rises within a life, falls at a change. */
function wearShows(run: FurnitureRun): Problem {
  const life = reader(run, "cnc-1.length.tool");
  const tool = reader(run, "cnc-1.tool.number");
  const knot = reader(run, "cnc-1.alarm.spindle.load");
  const feed = reader(run, "cnc-1.speed.feed");
  const depth = reader(run, "cnc-1.depth.cut");
  const power = reader(run, "cnc-1.power.spindle");
  const pairs: [number, number][] = [];
  for (let n = 1; n < run.scans; n += 1) {
    const steady = depth(n) > 10 && depth(n - 1) === depth(n) && feed(n) > 14;
    if (!steady || tool(n) !== CONTOUR_TOOL || near(knot, n)) continue;
    const over = power(n) - IDLE_POWER_KW;
    pairs.push([life(n), over / (feed(n) * depth(n))]);
  }
  if (pairs.length < LEAST_IN_CUT) return undefined;
  const spread = Math.max(...spans(pairs));
  if (spread < LEAST_WEAR_M) return undefined;
  const slope = slopeOf(pairs);
  return slope > 0 ? undefined : `specific power does not rise with tool metres (${slope})`;
}

/** Of the free spindle at 20 000 r/min; only the trend above it is judged. */
const IDLE_POWER_KW = 1.05;
/** Over fewer metres the trend is within the grain of the board. */
const LEAST_WEAR_M = 600;

function spans(pairs: readonly (readonly [number, number])[]): readonly number[] {
  const metres = pairs.map(([m]) => m);
  return [metres.reduce((a, b) => Math.max(a, b)) - metres.reduce((a, b) => Math.min(a, b))];
}

/** An alarm stands at a scan or at one beside it. */
function near(alarm: (scan: number) => number, n: number): boolean {
  for (let k = n - 3; k <= n + 3; k += 1) if (alarm(k) === 1) return true;
  return false;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function moments(pairs: readonly (readonly [number, number])[]) {
  const mean = (index: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[index], 0) / pairs.length;
  const [x, y] = [mean(0), mean(1)];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [a, b] of pairs) {
    xx += (a - x) ** 2;
    yy += (b - y) ** 2;
    xy += (a - x) * (b - y);
  }
  return { xx, yy, xy };
}

function rSquared(pairs: readonly (readonly [number, number])[]): number {
  const { xx, yy, xy } = moments(pairs);
  return (xy * xy) / (xx * yy);
}

function slopeOf(pairs: readonly (readonly [number, number])[]): number {
  const { xx, xy } = moments(pairs);
  return xy / xx;
}
