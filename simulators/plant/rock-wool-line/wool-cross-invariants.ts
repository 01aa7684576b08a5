// Invariants of every line (domain reference A4) on a recorded run of a rock-wool line: X1 electricity, X4
// start-up, X5 nothing is exactly constant, X7 laboratory values are rare. Each answers with a problem.

import { longestRun } from "../test-run.ts";
import { columnOf, growthOf, type WoolRun } from "./wool-run.ts";
import type { WoolSignal, WoolSignals } from "./wool-signal.ts";
import { woolState } from "./wool-state.ts";

const meters = ["meter-main", "meter-furnace", "meter-spinner", "meter-fans"] as const;
const measured = ["power.active", "power.reactive", "power.factor", "energy.active.import"];
const perPhase = ["power.active", "voltage", "current", "power.factor"];

export const meterColumns: readonly string[] = meters.flatMap((meter) => [
  ...measured.map((name) => `${meter}.${name}`),
  ...(meter === "meter-main" || meter === "meter-furnace"
    ? perPhase.flatMap((name) => [1, 2, 3].map((l) => `${meter}.${name}.l${l}`))
    : []),
]);

export const startPoints: readonly string[] = [
  "spinner.state",
  "spinner.speed.wheel.2",
  "spinner.current.wheel.2",
  "saw.state",
  "saw.current.motor",
  "meter-spinner.power.active",
];

/** X1: P, Q, PF, phases, totals and energies of every meter belong together; parts are not more than the whole. */
export function electricalIdentities(run: WoolRun): string | undefined {
  for (const meter of meters) {
    const problem = totalsProblem(run, meter) ?? energyProblem(run, meter);
    if (problem !== undefined) return problem;
  }
  for (const meter of ["meter-main", "meter-furnace"] as const) {
    const problem = phaseProblem(run, meter);
    if (problem !== undefined) return problem;
  }
  const main = columnOf(run, "meter-main.power.active");
  const behind = [
    "meter-spinner",
    "meter-fans",
    ...(run.furnace === "cupola" ? ["meter-furnace"] : []),
  ];
  const parts = behind.map((meter) => columnOf(run, `${meter}.power.active`));
  const over = main.findIndex(
    (watts, n) => parts.reduce((sum, part) => sum + (part[n] ?? 0), 0) > watts,
  );
  return over < 0 ? undefined : `X1 the parts draw more than the line at ${over}`;
}

function totalsProblem(run: WoolRun, meter: string): string | undefined {
  const p = columnOf(run, `${meter}.power.active`);
  const q = columnOf(run, `${meter}.power.reactive`);
  const pf = columnOf(run, `${meter}.power.factor`);
  const wrong = p.findIndex((watts, n) => {
    const s = Math.hypot(watts, q[n] ?? 0);
    return s > 0 && Math.abs(watts / s - (pf[n] ?? 0)) > 0.01;
  });
  return wrong < 0 ? undefined : `X1 ${meter}: PF is not P/√(P²+Q²) at ${wrong}`;
}

function energyProblem(run: WoolRun, meter: string): string | undefined {
  const energy = columnOf(run, `${meter}.energy.active.import`);
  const power = columnOf(run, `${meter}.power.active`);
  const falls = energy.findIndex((kwh, n) => n > 0 && kwh < (energy[n - 1] ?? 0));
  if (falls >= 0) return `X1 ${meter}: energy falls at ${falls}`;
  let kwh = 0;
  for (let n = 1; n < power.length; n += 1) kwh += ((power[n] ?? 0) * run.everyS) / 3.6e6;
  const ratio = growthOf(energy) / kwh;
  return Math.abs(ratio - 1) > 0.01 ? `X1 ${meter}: energy is ${ratio} of ∫P` : undefined;
}

function phaseProblem(run: WoolRun, meter: string): string | undefined {
  const phases = [1, 2, 3].map((l) => ({
    p: columnOf(run, `${meter}.power.active.l${l}`),
    u: columnOf(run, `${meter}.voltage.l${l}`),
    i: columnOf(run, `${meter}.current.l${l}`),
    pf: columnOf(run, `${meter}.power.factor.l${l}`),
  }));
  const total = columnOf(run, `${meter}.power.active`);
  for (let n = 0; n < total.length; n += 7) {
    const sum = phases.reduce((watts, { p }) => watts + (p[n] ?? 0), 0);
    if (Math.abs(sum - (total[n] ?? 0)) > 0.02 * Math.abs(sum)) {
      return `X1 ${meter}: phases are not the total at ${n}`;
    }
    const seen = phases.reduce(
      (watts, { u, i, pf }) => watts + (u[n] ?? 0) * (i[n] ?? 0) * (pf[n] ?? 0),
      0,
    );
    if (Math.abs(seen - sum) > 0.02 * Math.abs(sum)) return `X1 ${meter}: P is not U·I·PF at ${n}`;
  }
  return undefined;
}

/** X4: motors start with inrush or a ramp, and what turns draws. Needs a run with a start in it. */
export function startUp(run: WoolRun): string | undefined {
  const powerless = idleProblem(run);
  if (powerless !== undefined) return powerless;
  const speed = columnOf(run, "spinner.speed.wheel.2");
  const current = columnOf(run, "spinner.current.wheel.2");
  const started = speed.findIndex((rpm, n) => n > 0 && rpm > 50 && (speed[n - 1] ?? 0) <= 50);
  if (started < 0) return "X4 nothing starts";
  const full = speed.findIndex((rpm, n) => n > started && rpm > 5_400);
  const rampS = (full - started) * run.everyS;
  if (full < 0 || rampS < 30 || rampS > 150) return `X4 the wheel is at speed after ${rampS} s`;
  const state = columnOf(run, "spinner.state");
  const turning = (rpm: number, n: number): boolean =>
    rpm > 5_400 && state[n] !== woolState.producing && state[n - 10] !== woolState.producing;
  const idle = current.filter((_, n) => turning(speed[n] ?? 0, n));
  if (idle.length === 0) return "X4 the wheel never turns idle";
  const windage = idle.reduce((sum, amps) => sum + amps, 0) / idle.length;
  const peak = Math.max(...current.slice(started, full));
  if (peak < 1.2 * windage) return "X4 the wheel starts without drawing for it";
  return inrushProblem(run);
}

function inrushProblem(run: WoolRun): string | undefined {
  const saw = columnOf(run, "saw.current.motor");
  const starts: number[] = [];
  for (let n = 5; n + 40 < saw.length; n += 1) {
    const rest = (saw[n - 1] ?? 0) < 3 && (saw[n - 4] ?? 0) < 3;
    if (rest && (saw[n] ?? 0) > 20) starts.push(n);
  }
  if (starts.length === 0) return "X4 the saw never starts";
  // Rated: 60 kW at 400 V.
  const rated = 92;
  for (const n of starts) {
    const times = Math.max(...saw.slice(n, n + 3)) / rated;
    const after = Math.max(...saw.slice(n + 9, n + 30)) / rated;
    if (times < 3 || times > 7) return `X4 the saw starts at ${times} times its current`;
    if (after > 2) return "X4 the saw's inrush does not end";
  }
  return undefined;
}

function idleProblem(run: WoolRun): string | undefined {
  const watts = columnOf(run, "meter-spinner.power.active");
  const state = columnOf(run, "spinner.state");
  const wrong = watts.findIndex((w, n) => state[n] === woolState.producing && w < 50_000);
  return wrong < 0 ? undefined : `X4 the spinner produces without power at ${wrong}`;
}

/** X5: while the line produces no analogue value stands still, and all lie on their lattice. */
export function nothingConstant(run: WoolRun, signals: WoolSignals): string | undefined {
  const producing = columnOf(run, "line.state");
  for (const [point, column] of Object.entries(run.columns)) {
    const signal = signals[point];
    // A meter's frequency has steps of 0.01 Hz and stands for a while.
    if (signal?.class !== "PV" || signal.unit === "HTZ") continue;
    const off = signal.analog ? latticeProblem(signal, column) : undefined;
    if (off !== undefined) return `X5 ${point} ${off}`;
    if (signal.heldS !== undefined) continue;
    const seen = Array.from(column).filter(
      (value, n) => producing[n] === woolState.producing && value !== 0,
    );
    const longest = longestRun(seen);
    if (longest >= 8) return `X5 ${point} stands still for ${longest} scans`;
  }
  return undefined;
}

function latticeProblem({ range = [0, 1] }: WoolSignal, column: Float64Array): string | undefined {
  const [low, high] = range;
  const off = column.findIndex((value) => {
    const counts = ((value - low) * 27_648) / (high - low);
    return Math.abs(counts - Math.round(counts)) > 1e-6;
  });
  return off < 0 ? undefined : `leaves its lattice: ${column[off]}`;
}

/** X7: a test of the laboratory comes hours apart, and its result later than its specimen. */
export function labIsRare(run: WoolRun): string | undefined {
  const last = new Map<string, number>();
  let seen = 0;
  for (const event of run.events) {
    if (event.kind !== "lab-sample") continue;
    seen += 1;
    const before = last.get(event.test);
    if (before !== undefined && event.takenAt - before < 3_600_000) {
      return `X7 ${event.test} twice within an hour`;
    }
    if (event.at - event.takenAt < 1_800_000) return `X7 ${event.test} was found too soon`;
    last.set(event.test, event.takenAt);
  }
  return seen === 0 ? "X7 no laboratory value" : undefined;
}
