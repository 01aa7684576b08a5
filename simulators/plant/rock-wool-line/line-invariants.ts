// Invariants of the line behind the furnace (domain reference A3, I5–I8) on a recorded run. Each answers with a
// problem, or undefined.

import { correlation, mean } from "../test-run.ts";
import { BINDER_EFFICIENCY } from "./binder-station.ts";
import { MAT_WIDTH_M } from "./collector.ts";
import {
  GAS_KJ_PER_NM3,
  MAT_RISE_K,
  OVEN_LENGTH_M,
  WATER_KJ_PER_KG,
  WATER_SHARE,
  WOOL_KJ_PER_KG_K,
  ZONE_LOSS_KW_PER_K,
  ZONES,
} from "./curing-oven.ts";
import { columnOf, growthOf, longestStretch, meanOf, type WoolRun } from "./wool-run.ts";
import { MIDDLE } from "./wool-saw.ts";
import { woolState } from "./wool-state.ts";

const PRODUCING = woolState.producing;
const currents = [1, 2, 3, 4].map((n) => `spinner.current.wheel.${n}`);

/** Points that these checks read; the melt flow is the furnace's. */
export const linePoints: readonly string[] = [
  ...currents,
  "spinner.state",
  "collector.state",
  "curing-oven.state",
  "saw.state",
  "spinner.output.total",
  "spinner.flow.binder",
  "spinner.concentration.binder",
  "collector.pressure.suction",
  "collector.weight.mat",
  "curing-oven.speed.chain",
  "curing-oven.height.chain",
  "saw.quality.density",
  "oven-zone-1.temperature.pv",
  "gas-meter.gas.total",
];

function undisturbed(run: WoolRun): readonly [number, number] {
  const states = ["spinner", "collector", "curing-oven", "saw"].map((machine) =>
    columnOf(run, `${machine}.state`),
  );
  const height = columnOf(run, "curing-oven.height.chain");
  return longestStretch(height.length, (n) => {
    const moved = Math.abs((height[n] ?? 0) - (height[n - 1] ?? height[n] ?? 0)) > 2;
    return !moved && states.every((state) => state[n] === PRODUCING);
  });
}

/** I5: wheel current follows the melt at fixed speed; when the melt is cut, everything follows in its time. */
export function spinnerFollowsMelt(run: WoolRun): string | undefined {
  const melt = columnOf(run, `${run.furnace}.flow.melt`);
  const [from, to] = undisturbed(run);
  if (to - from < 600) return `I5 only ${to - from} s without a stop`;
  const wheels = currents.map((point) => columnOf(run, point).slice(from, to));
  const all = Array.from(wheels[0] ?? [], (_, n) => mean(wheels.map((wheel) => wheel[n] ?? 0)));
  // Means of ten seconds: in a calm quarter of an hour single samples are mostly the noise of their sensors.
  const r = correlation(tens(melt.subarray(from, to)), tens(Float64Array.from(all)));
  if (!(r > 0.7)) return `I5 wheel current and melt correlate by ${r}`;
  return cutProblem(run, melt);
}

function tens(values: Float64Array): readonly number[] {
  return Array.from({ length: Math.floor(values.length / 10) }, (_, n) =>
    meanOf(values, 10 * n, 10 * n + 10),
  );
}

/** Scans at which a steady melt was cut for a minute and more. */
function cutsOf(run: WoolRun, melt: Float64Array): readonly number[] {
  const collecting = columnOf(run, "collector.state");
  const found: number[] = [];
  for (let n = 60; n + 60 < melt.length; n += 1) {
    const steady = meanOf(melt, n - 60, n) > 3.5 && collecting[n - 20] === PRODUCING;
    const cut = melt[n] === 0 && (melt[n - 1] ?? 0) > 3 && meanOf(melt, n, n + 60) === 0;
    if (steady && cut) found.push(n);
  }
  return found;
}

function cutProblem(run: WoolRun, melt: Float64Array): string | undefined {
  const wheel = columnOf(run, currents[1] ?? "");
  const suction = columnOf(run, "collector.pressure.suction");
  const mat = columnOf(run, "collector.weight.mat");
  for (const n of cutsOf(run, melt)) {
    const share = (column: Float64Array, from: number, to: number): number =>
      meanOf(column, n + from, n + to) / meanOf(column, n - 30, n);
    if (share(wheel, 5, 15) > 0.55) return "I5 the wheels do not feel the cut";
    if (share(mat, 3, 4) < 0.6) return "I5 the mat is gone before the melt is";
    if (share(mat, 30, 40) > 0.2) return "I5 the mat does not follow the cut";
    // Suction is below zero: less of it is more.
    if (share(suction, 30, 45) > 0.85) return "I5 the suction does not follow the cut";
  }
  return undefined;
}

/** I6: weight times speed is fibre and binder; what is laid comes out after the oven's length. */
export function lineKinematics(run: WoolRun): string | undefined {
  const [from, to] = undisturbed(run);
  if (to - from < 900) return `I6 only ${to - from} s without a stop`;
  const part = (point: string): Float64Array => columnOf(run, point).slice(from, to);
  const mat = part("collector.weight.mat");
  const speed = part("curing-oven.speed.chain");
  let laidKg = 0;
  mat.forEach((weight, n) => {
    laidKg += (weight * MAT_WIDTH_M * (speed[n] ?? 0)) / 60;
  });
  const fibreKg = growthOf(part("spinner.output.total"));
  const solids =
    (meanOf(part("spinner.flow.binder")) * meanOf(part("spinner.concentration.binder"))) / 100;
  const binderKg = (solids * BINDER_EFFICIENCY * (to - from)) / 3_600;
  const ratio = laidKg / (fibreKg + binderKg);
  if (!(Math.abs(ratio - 1) < 0.02)) return `I6 mat is ${ratio} of fibre and binder`;
  return transportProblem(mat, part("saw.quality.density"), speed);
}

/** What lay on the weigh belt stands at the saw when the chain has moved on by the oven's length. */
function transportProblem(
  mat: Float64Array,
  density: Float64Array,
  speed: Float64Array,
): string | undefined {
  const laid: number[] = [];
  const cut: number[] = [];
  let movedM = 0;
  let at = 0;
  for (let n = 0; n < mat.length; n += 1) {
    while (at < speed.length && movedM < OVEN_LENGTH_M) {
      movedM += (speed[at] ?? 0) / 60;
      at += 1;
    }
    if (at >= speed.length) break;
    laid.push(mat[n] ?? 0);
    cut.push(density[at] ?? 0);
    movedM -= (speed[n] ?? 0) / 60;
  }
  if (laid.length < 600) return undefined;
  const r = correlation(laid, cut);
  return r > 0.5 ? undefined : `I6 mat and density an oven later correlate by ${r}`;
}

/** I7: gas is the heat of water, wool and losses; zone 1 dips when a mat comes. */
export function ovenHeat(run: WoolRun): string | undefined {
  const mat = columnOf(run, "collector.weight.mat");
  const speed = columnOf(run, "curing-oven.speed.chain");
  let woolKg = 0;
  mat.forEach((weight, n) => {
    woolKg += (weight * MAT_WIDTH_M * (speed[n] ?? 0) * run.everyS) / 60;
  });
  const seconds = mat.length * run.everyS;
  const perKg = WOOL_KJ_PER_KG_K * MAT_RISE_K + WATER_SHARE * WATER_KJ_PER_KG;
  const lossesKw = ZONES.length * ZONE_LOSS_KW_PER_K * (229 - 28);
  const wantedKw = (woolKg * perKg) / seconds + lossesKw;
  const burntKw = (growthOf(columnOf(run, "gas-meter.gas.total")) * GAS_KJ_PER_NM3) / seconds;
  if (Math.abs(burntKw / wantedKw - 1) > 0.1) return `I7 burnt ${burntKw} kW for ${wantedKw} kW`;
  return matProblem(run) ?? dipProblem(run);
}

/** Speed, height and density of the product are those of its wool. */
function matProblem(run: WoolRun): string | undefined {
  const [from, to] = undisturbed(run);
  const part = (point: string): number => meanOf(columnOf(run, point), from, to);
  const carried = (part("curing-oven.height.chain") * part("saw.quality.density")) / 1000 / MIDDLE;
  const ratio = carried / part("collector.weight.mat");
  return Math.abs(ratio - 1) < 0.04 ? undefined : `I7 height and density are ${ratio} of the mat`;
}

/**
 * Depth of zone 1 each time a mat came after three minutes without and stayed, °C. Not for half an hour after a
 * fault of the oven: its burners were off.
 */
function zoneDips(run: WoolRun): readonly number[] {
  const state = columnOf(run, "collector.state");
  const zone = columnOf(run, "oven-zone-1.temperature.pv");
  const oven = columnOf(run, "curing-oven.state");
  const dips: number[] = [];
  let empty = 0;
  for (let n = 30; n + 420 < state.length; n += 1) {
    const came = state[n] === PRODUCING && empty >= 180;
    empty = state[n] === PRODUCING ? 0 : empty + 1;
    if (!came || !state.slice(n, n + 300).every((value) => value === PRODUCING)) continue;
    if (oven.slice(Math.max(n - 1_800, 0), n).includes(woolState.fault)) continue;
    const before = meanOf(zone, n - 30, n);
    let lowest = Number.POSITIVE_INFINITY;
    for (let k = n; k < n + 400; k += 5) lowest = Math.min(lowest, meanOf(zone, k, k + 15));
    dips.push(before - lowest);
  }
  return dips;
}

/**
 * 5–15 °C is the reference's dip on a wet mat while the oven runs; a mat that comes back after a stop can be wet as
 * well, and then has both.
 */
function dipProblem(run: WoolRun): string | undefined {
  const wrong = zoneDips(run).find((dip) => dip < 5 || dip > 20);
  return wrong === undefined ? undefined : `I7 zone 1 dips by ${wrong} °C`;
}

/** I8: what the laboratory burns off is what was dosed, within 0.3 pp. */
export function binderFound(run: WoolRun): string | undefined {
  const flow = columnOf(run, "spinner.flow.binder");
  const percent = columnOf(run, "spinner.concentration.binder");
  const fibre = columnOf(run, "spinner.output.total");
  let seen = 0;
  for (const event of run.events) {
    if (event.kind !== "lab-sample" || event.test !== "loi") continue;
    // The specimen lay 3 to 11 minutes in chamber and oven.
    const at = Math.round((event.takenAt - run.from) / 1000 / run.everyS);
    const from = at - Math.round(720 / run.everyS);
    const to = at - Math.round(120 / run.everyS);
    if (from < 0 || to > flow.length || flow.slice(from, to).some((value) => value < 600)) continue;
    const solids = (meanOf(flow, from, to) * meanOf(percent, from, to)) / 100;
    const hours = ((to - from - 1) * run.everyS) / 3_600;
    const dosed = (100 * solids * BINDER_EFFICIENCY) / (growthOf(fibre, from, to) / hours);
    if (Math.abs(event.value - dosed) > 0.3)
      return `I8 LOI ${event.value} % where ${dosed} % was dosed`;
    seen += 1;
  }
  return seen === 0 ? "I8 no sample to compare" : undefined;
}
