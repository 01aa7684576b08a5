// What is true of every line (domain reference A4): electrical identities (X1), motors at their start and at
// idle (X4), values that are measured (X5), laboratory values that are rare (X7).

import { firstOf, outside, type PanelInvariant, steady } from "./invariant.ts";
import { INTERNAL_BOND } from "./panel-laboratory.ts";
import { meanOf, type PanelRun, rise, windows } from "./panel-run.ts";
import { panelState } from "./panel-state.ts";

const HOUR = 3_600;
const COUNTS = 27_648;
/** Of sander and saw with a thick product and a short stack. */
const SLOWEST_FEED_MM_S = 150;
const meters = ["meter-main", "meter-dryer", "meter-press", "meter-sander", "meter-chipper"];
const subMeters = meters.slice(1);
/** Seconds that are looked at; every one would say the same. */
const EVERY_S = 7;

function electrical(run: PanelRun): string | undefined {
  return firstOf(meters, (meter) => identities(run, meter) ?? energy(run, meter)) ?? parts(run);
}

function identities(run: PanelRun, meter: string): string | undefined {
  const at = (signal: string): Float64Array => run.at(`${meter}.${signal}`);
  const phases = ["l1", "l2", "l3"].map((l) => ({
    u: at(`voltage.${l}`),
    i: at(`current.${l}`),
    pf: at(`power.factor.${l}`),
    p: at(`power.active.${l}`),
  }));
  const [p, q, pf, hz] = [
    at("power.active"),
    at("power.reactive"),
    at("power.factor"),
    at("frequency"),
  ];
  for (let n = 0; n < run.seconds; n += EVERY_S) {
    const watts = p[n] ?? 0;
    if (watts === 0) continue;
    const product = phases.reduce(
      (sum, { u, i, pf: factor }) => sum + (u[n] ?? 0) * (i[n] ?? 0) * (factor[n] ?? 0),
      0,
    );
    const sum = phases.reduce((total, phase) => total + (phase.p[n] ?? 0), 0);
    const problem =
      outside(`X1 ${meter} U·I·PF against P at ${n} s`, product / watts, 0.98, 1.02) ??
      outside(`X1 ${meter} phases against total at ${n} s`, sum / watts, 0.999, 1.001) ??
      outside(
        `X1 ${meter} PF at ${n} s`,
        (pf[n] ?? 0) - watts / Math.hypot(watts, q[n] ?? 0),
        -0.01,
        0.01,
      ) ??
      outside(`X1 ${meter} frequency at ${n} s`, hz[n] ?? 0, 49.89, 50.11);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function energy(run: PanelRun, meter: string): string | undefined {
  const kwh = run.at(`${meter}.energy.active.import`);
  const watts = run.at(`${meter}.power.active`);
  for (let n = 1; n < run.seconds; n += 1) {
    if ((kwh[n] ?? 0) < (kwh[n - 1] ?? 0)) return `X1 ${meter} energy falls at ${n} s`;
  }
  return firstOf(
    windows(run, HOUR, () => true),
    (hour) => {
      const used = (meanOf(watts, { from: hour.from + 1, to: hour.to }) * (HOUR - 1)) / 3.6e6;
      if (used < 5) return undefined;
      return outside(
        `X1 ${meter} ΔE against ∫P from ${hour.from} s`,
        rise(kwh, hour) / used,
        0.99,
        1.01,
      );
    },
  );
}

function parts(run: PanelRun): string | undefined {
  const main = run.at("meter-main.power.active");
  const subs = subMeters.map((meter) => run.at(`${meter}.power.active`));
  for (let n = 0; n < run.seconds; n += EVERY_S) {
    const sum = subs.reduce((total, sub) => total + (sub[n] ?? 0), 0);
    if (sum > (main[n] ?? 0)) return `X1 sub-meters ${sum} W above the main meter at ${n} s`;
  }
  return undefined;
}

/** X4: switched straight to the line, a motor draws 3 to 7 times its load's current; on, it always draws. */
function starting(run: PanelRun): string | undefined {
  const state = run.at("chipper.state");
  const current = run.at("chipper.current.motor");
  const loaded = [...current]
    .filter((_, n) => state[n] === panelState.producing)
    .toSorted((a, b) => a - b);
  const usual = loaded[Math.floor(loaded.length / 2)];
  for (let n = 1; n < run.seconds; n += 1) {
    if (state[n] === panelState.stopped) continue;
    if (state[n - 1] === panelState.stopped && usual !== undefined) {
      const peak = Math.max(...current.subarray(n, n + 9));
      const problem = outside(`X4 start of the chipper at ${n} s`, peak / usual, 3, 7);
      if (problem !== undefined) return problem;
    }
    const watts = run.at("meter-chipper.power.active")[n] ?? 0;
    if (watts <= 0) return `X4 the chipper is on without power at ${n} s`;
  }
  return undefined;
}

/** X5: on its lattice, and never the same value for long while its machine works. */
function measured(run: PanelRun): string | undefined {
  return firstOf(run.points, (point) => {
    const entry = run.signals[point];
    if (entry?.class !== "PV" || entry.range === undefined || entry.sigma === undefined)
      return undefined;
    const values = run.at(point);
    const [low, high] = entry.range;
    const lsb = (high - low) / COUNTS;
    const offGrid = values.findIndex((value) => {
      const counts = (value - low) / lsb;
      return Math.abs(counts - Math.round(counts)) > 1e-5;
    });
    if (offGrid >= 0) return `X5 ${point} is off its lattice at ${offGrid} s`;
    // What is weighed or gauged once per board stands until the next; two may weigh the same.
    const perBoard = point.startsWith("board-scale.") || point.startsWith("saw.");
    return stuck(run, point, perBoard ? (3 * run.design.boardLengthMm) / SLOWEST_FEED_MM_S : 8);
  });
}

function stuck(run: PanelRun, point: string, limit: number): string | undefined {
  const values = run.at(point);
  const working = workingAt(run, point);
  let length = 0;
  for (let n = 1; n < run.seconds; n += 1) {
    length = values[n] === values[n - 1] && working(n) ? length + 1 : 0;
    if (length >= limit) return `X5 ${point} stands still at ${n} s`;
  }
  return undefined;
}

/** The machine itself and the press work, and have for a while: then boards pass everywhere. */
function workingAt(run: PanelRun, point: string): (second: number) => boolean {
  const machine = `${point.slice(0, point.indexOf("."))}.state`;
  const chain = steady(run);
  const own = run.at(run.points.includes(machine) ? machine : "press.state");
  const feed = run.at("sander.speed.feed");
  // With a continuous press the boards follow each other; behind a daylight press they come load by load.
  const byLoad = run.points.includes("press.output.loads") && /gauge|detector|scale/.test(machine);
  let since = 0;
  return (n) => {
    const on = !byLoad && chain(n) && own[n] === panelState.producing && (feed[n] ?? 0) > 0;
    since = on ? since + 1 : 0;
    return since > 60;
  };
}

/** X7: specimens hours apart, results later, and the strength that the density gives. */
function laboratory(run: PanelRun): string | undefined {
  const samples = run.events.flatMap((event) => (event.kind === "lab-sample" ? [event] : []));
  const taken = [...new Set(samples.map(({ takenAt }) => takenAt))].toSorted((a, b) => a - b);
  for (let n = 1; n < taken.length; n += 1) {
    const hours = ((taken[n] ?? 0) - (taken[n - 1] ?? 0)) / 3.6e6;
    if (hours < 2) return `X7 specimens ${hours} h apart`;
  }
  return (
    firstOf(samples, ({ at, takenAt, test, value }) =>
      at - takenAt < 30 * 60_000
        ? `X7 ${test} ${value} written down ${at - takenAt} ms after the specimen`
        : undefined,
    ) ??
    firstOf(taken, (time) => {
      const of = (test: string) =>
        samples.find((each) => each.test === test && each.takenAt === time);
      const [density, bond] = [of("density"), of("internal-bond")];
      if (density === undefined || bond === undefined) return undefined;
      const expected = INTERNAL_BOND.at660 + INTERNAL_BOND.perKgM3 * (density.value - 660);
      return outside(
        `X7 internal bond against density at ${time}`,
        bond.value - expected,
        -0.1,
        0.1,
      );
    })
  );
}

export const crossInvariants: readonly PanelInvariant[] = [
  { id: "X1", check: electrical },
  { id: "X4", check: starting },
  { id: "X5", check: measured },
  { id: "X7", check: laboratory },
];
