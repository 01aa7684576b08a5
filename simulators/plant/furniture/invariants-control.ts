// Invariants of states, counters and electricity: F7, F8, X1, X4, X5 (domain reference A2, A4, B.2).

import { type FurnitureRun, reader, runMeters, woodworkingUnits } from "./furniture-run.ts";
import type { Problem } from "./invariants-cutting.ts";

/** OPC 40550-1 §7.7, row by row; exactly one holds. */
function stateByFlags(flag: (name: string) => boolean): number {
  const able = flag("MachineOn") && flag("MachineInitialized") && !flag("EnergySaving");
  const fine = !flag("Error") && flag("Calibrated");
  const lost = !flag("MachineInitialized") || flag("EnergySaving");
  const rows = [
    !flag("MachineOn"),
    flag("MachineOn") && (lost || (!flag("Error") && !flag("Calibrated"))),
    able && fine && !flag("RecipeInRun"),
    able && fine && flag("RecipeInRun"),
    able && flag("Error"),
  ];
  return rows.filter(Boolean).length === 1 ? rows.indexOf(true) : -1;
}

export function statesFollowFlags(run: FurnitureRun): Problem {
  for (const unit of woodworkingUnits) {
    const state = run.column(`${unit}.state`);
    const flags = (name: string, n: number): boolean => run.column(`${unit}.flag.${name}`)[n] === 1;
    for (let n = 0; n < run.scans; n += 1) {
      const rule = stateByFlags((name) => flags(name, n));
      if (state[n] !== rule) return `${unit}, scan ${n}: state ${state[n]}, flags say ${rule}`;
    }
  }
  return undefined;
}

const rising = ["output.total", "pieces.in", "runs.total", "time.machineOn"] as const;

/** Times add up within 1 %, pieces in ≥ out, runs = good + aborted, nothing falls. */
export function countersAgree(run: FurnitureRun): Problem {
  for (const unit of woodworkingUnits) {
    const problem = unitCounts(run, unit) ?? unitRises(run, unit);
    if (problem !== undefined) return `${unit}: ${problem}`;
  }
  return undefined;
}

function unitCounts(run: FurnitureRun, unit: string): Problem {
  const of = (name: string) => reader(run, `${unit}.${name}`);
  const times = ["standby", "ready", "working", "error"].map((time) => of(`time.${time}`));
  const [on, into, out] = [of("time.machineOn"), of("pieces.in"), of("output.total")];
  const [total, good, aborted] = [of("runs.total"), of("runs.good"), of("runs.aborted")];
  for (let n = 0; n < run.scans; n += 1) {
    const sum = times.reduce((ms, time) => ms + time(n), 0);
    if (Math.abs(sum / on(n) - 1) > 0.01) return `on ${on(n)} ms, states ${sum} ms`;
    if (into(n) < out(n)) return `${into(n)} in, ${out(n)} out`;
    if (total(n) !== good(n) + aborted(n)) return `${total(n)} runs`;
  }
  return undefined;
}

function unitRises(run: FurnitureRun, unit: string): Problem {
  for (const name of rising) {
    const value = reader(run, `${unit}.${name}`);
    for (let n = 1; n < run.scans; n += 1) if (value(n) < value(n - 1)) return `${name} fell`;
  }
  const on = reader(run, `${unit}.time.machineOn`);
  const elapsed = on(run.scans - 1) - on(0);
  return elapsed > run.scans * run.stepMs * 1.01 ? "on for longer than it was" : undefined;
}

/** Electrical identities of every meter, and energy = ∫ power. */
export function electricityAgrees(run: FurnitureRun): Problem {
  for (const meter of runMeters) {
    const problem = powersAgree(run, meter) ?? energyAgrees(run, meter);
    if (problem !== undefined) return `${meter}: ${problem}`;
  }
  return undefined;
}

function powersAgree(run: FurnitureRun, meter: string): Problem {
  const of = (name: string) => reader(run, `${meter}.${name}`);
  const [p, q, s, pf] = [
    of("power.active"),
    of("power.reactive"),
    of("power.apparent"),
    of("power.factor"),
  ];
  const [l1, l2, l3] = [of("power.active.l1"), of("power.active.l2"), of("power.active.l3")];
  const [u, i, s1] = [of("voltage.l1"), of("current.l1"), of("power.apparent.l1")];
  for (let n = 0; n < run.scans; n += 1) {
    if (!close(s(n), Math.hypot(p(n), q(n)))) return `scan ${n}: S² ≠ P² + Q²`;
    if (s(n) > 0 && Math.abs(pf(n) - p(n) / s(n)) > 0.02) return `scan ${n}: PF ≠ P/S`;
    if (!close(p(n), l1(n) + l2(n) + l3(n))) return `scan ${n}: P ≠ ΣP`;
    if (!close(s1(n), u(n) * i(n))) return `scan ${n}: S ≠ U·I`;
  }
  return undefined;
}

function energyAgrees(run: FurnitureRun, meter: string): Problem {
  const power = reader(run, `${meter}.power.active`);
  const energy = reader(run, `${meter}.energy.active.import`);
  let integral = 0;
  for (let n = 1; n < run.scans; n += 1) {
    if (energy(n) < energy(n - 1)) return `scan ${n}: energy fell`;
    integral += (power(n) * run.stepMs) / 3.6e9;
  }
  const counted = energy(run.scans - 1) - energy(0);
  // Scans rarer than steps sample the power: 1 %, and one division of the counter.
  if (Math.abs(counted - integral) <= 0.01 * integral + 0.002) return undefined;
  return `${counted.toFixed(3)} kWh counted, ∫P ${integral.toFixed(3)} kWh`;
}

/** Within 2 %. */
function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 0.02 * Math.max(Math.abs(b), 1);
}

/** The compressor is started directly: several times its current; the fan has a drive: no inrush. */
export function startsUp(run: FurnitureRun): Problem {
  return directStart(run) ?? rampedStart(run) ?? idlePower(run);
}

/** Scans in which `running` came on, with what follows inside the run. */
function starts(run: FurnitureRun, point: string, afterS: number): readonly number[] {
  const running = reader(run, point);
  const last = run.scans - (afterS * 1000) / run.stepMs;
  const found: number[] = [];
  for (let n = 1; n < last; n += 1) if (running(n) === 1 && running(n - 1) === 0) found.push(n);
  return found;
}

function directStart(run: FurnitureRun): Problem {
  const amps = run.column("meter-compressor-1.current.l1");
  const seconds = (s: number): number => Math.round((s * 1000) / run.stepMs);
  for (const n of starts(run, "compressor-1.running", 20)) {
    const peak = Math.max(...amps.slice(n, n + seconds(8)));
    const later = amps[n + seconds(15)] ?? 0;
    if (peak < 3 * later || peak > 7 * later) return `scan ${n}: inrush ${peak} A, then ${later} A`;
  }
  return undefined;
}

function rampedStart(run: FurnitureRun): Problem {
  const kw = reader(run, "dust-1.power.fan");
  const seconds = (s: number): number => Math.round((s * 1000) / run.stepMs);
  for (const n of starts(run, "dust-1.running", 40)) {
    const [early, full] = [kw(n + seconds(4)), kw(n + seconds(30))];
    if (early > 0.5 * full) return `scan ${n}: fan at ${early} kW after 4 s`;
  }
  return undefined;
}

/** A machine that is on draws power. */
function idlePower(run: FurnitureRun): Problem {
  for (const unit of ["cnc-1", "saw-1"] as const) {
    const state = reader(run, `${unit}.state`);
    const power = reader(run, `meter-${unit}.power.active`);
    for (let n = 1; n < run.scans; n += 1) {
      // The state of the whole step: it was the same before.
      if (state(n) === 0 || state(n) !== state(n - 1)) continue;
      const least = state(n) === 3 ? 800 : 200;
      if (power(n) < least) return `${unit}, scan ${n}: state ${state(n)} with ${power(n)} W`;
    }
  }
  return undefined;
}

/** Sensors and the state in which they must live; 20 equal samples in a row are none. */
const alive: readonly (readonly [point: string, state: string, working: number])[] = [
  ["cnc-1.load.spindle", "cnc-1.state", 3],
  ["cnc-1.pressure.vacuum", "cnc-1.state", 3],
  ["edgebander-1.temperature.glue", "edgebander-1.state", 3],
  ["edgebander-1.current.premill", "edgebander-1.state", 3],
  ["edgebander-1.pressure.press", "edgebander-1.state", 3],
  ["edgebander-2.speed.feed", "edgebander-2.state", 3],
  ["drill-1.current.spindle", "drill-1.state", 3],
  ["dust-1.power.fan", "dust-1.running", 1],
  ["compressor-1.pressure.air", "compressor-1.running", 1],
  ["meter-main.power.active", "dust-1.running", 1],
];
const STUCK = 20;
/** Live-zero inputs divide their range into 27 648 counts. */
const lattices: readonly (readonly [point: string, range: number])[] = [
  ["edgebander-1.current.premill", 20],
  ["edgebander-1.pressure.press", 10],
  ["drill-1.current.spindle", 25],
  ["saw-1.current.blade", 120],
  ["compressor-1.pressure.air", 16],
];

/** Nothing measured is constant, and what comes through an input lies on its lattice. */
export function sensorsLive(run: FurnitureRun): Problem {
  for (const [point, state, working] of alive) {
    const values = run.column(point);
    const states = run.column(state);
    let equal = 0;
    for (let n = 1; n < run.scans; n += 1) {
      equal = values[n] === values[n - 1] && states[n] === working ? equal + 1 : 0;
      if (equal >= STUCK) return `${point} stands still at scan ${n}`;
    }
  }
  for (const [point, range] of lattices) {
    const off = run.column(point).find((value) => {
      const counts = (value / range) * 27_648;
      return Math.abs(counts - Math.round(counts)) > 1e-5;
    });
    if (off !== undefined) return `${point}: ${off} lies on no lattice`;
  }
  return undefined;
}
