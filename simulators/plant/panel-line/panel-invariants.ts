// What is true of an honest line with a continuous press, as an outsider can check it on what its instruments say
// (domain reference A1, P1, P2, P4 and P8), with the windows and tolerances given there.

import { correlation } from "../test-run.ts";
import { tankKg } from "./glue-tank.ts";
import { delivering, firstOf, outside, type PanelInvariant, steady } from "./invariant.ts";
import { sharedPanelInvariants, standing } from "./machine-invariants.ts";
import { nominalGlueKgS, TRIM_SHARE } from "./panel-design.ts";
import { meanOf, type PanelRun, rise, type Span, slice, spansOf, windows } from "./panel-run.ts";

const HOUR = 3_600;
const QUARTER = 900;

function finalMm(run: PanelRun, second: number): number {
  const curve = run.at("line.curve")[second];
  return run.recipes.find((recipe) => recipe.curve === curve)?.finalMm ?? Number.NaN;
}

/** P1: Δm³ = ∫ v·W·t dt · yield within 2 % in an hour; the mat runs with the press within 0.5 %. */
function kinematics(run: PanelRun): string | undefined {
  const speed = run.at("press.speed.line");
  const belt = run.at("former.speed.belt");
  return firstOf(
    windows(run, HOUR, () => true),
    (hour) => {
      const m3 = pressedM3(run, hour);
      if (m3 < 12) return undefined;
      const made = rise(run.at("line.output.volume"), hour);
      const ratio = made / m3;
      const together = meanOf(belt, hour) / 0.06 / meanOf(speed, hour);
      return (
        outside(`P1 m³ counted against pressed, hour from ${hour.from} s`, ratio, 0.98, 1.02) ??
        outside(`P1 mat against press, hour from ${hour.from} s`, together, 0.995, 1.005)
      );
    },
  );
}

/** Good m³ by the way of the belt: each product has its own thickness and its own yield. */
function pressedM3(run: PanelRun, hour: Span): number {
  const speed = run.at("press.speed.line");
  const curve = run.at("line.curve");
  const producing = delivering(run);
  let m3 = 0;
  for (const part of partsOf(hour, (n) => curve[n] !== curve[n - 1])) {
    const total = rise(run.at("press.output.total"), part);
    const yieldShare = total > 0 ? rise(run.at("press.output.good"), part) / total : 0;
    let mm = 0;
    for (let n = part.from; n < part.to; n += 1) mm += producing(n) ? (speed[n] ?? 0) : 0;
    m3 += (mm * run.design.boardWidthM * finalMm(run, part.from) * yieldShare) / 1e6;
  }
  return m3;
}

/** Cut before each second at which something changes. */
function partsOf({ from, to }: Span, changes: (second: number) => boolean): readonly Span[] {
  const cuts = [from];
  for (let n = from + 1; n < to; n += 1) if (changes(n)) cuts.push(n);
  return cuts.map((cut, n) => ({ from: cut, to: cuts[n + 1] ?? to }));
}

/** P2: what is dosed lies on the belt (3 %, 15 min), boards weigh what lay there, the tank loses the glue. */
export function mass(run: PanelRun): string | undefined {
  const width = run.design.boardWidthM;
  const flows = ["chip.surface", "chip.core", "glue.surface", "glue.core", "wax", "hardener"].map(
    (what) => run.at(`blender.flow.${what}`),
  );
  const quarters = windows(run, QUARTER + 300, steady(run));
  return (
    firstOf(quarters, ({ from, to }) => {
      const span = { from: from + 300, to };
      const fed = flows.reduce((sum, flow) => sum + meanOf(flow, span), 0) / 3_600;
      const weight = meanOf(run.at("former.weight.area"), span);
      const belt = (weight * width * meanOf(run.at("former.speed.belt"), span)) / 0.06 / 1_000;
      return outside(
        `P2 belt against dosed from ${from} s`,
        belt / fed / (1 - TRIM_SHARE),
        0.97,
        1.03,
      );
    }) ??
    boardWeight(run, quarters) ??
    glueTank(run)
  );
}

/** Over the whole run: a board is weighed some minutes after its mat. */
function boardWeight(run: PanelRun, spans: readonly Span[]): string | undefined {
  if (spans.length < 2) return undefined;
  const area = (run.design.boardWidthM * run.design.boardLengthMm) / 1_000;
  const overall = (point: string) =>
    spans.reduce((sum, { from, to }) => sum + meanOf(run.at(point), { from: from + 300, to }), 0);
  const lost = 1 - overall("board-scale.weight") / (overall("former.weight.area") * area);
  return outside("P2 moisture loss of boards", lost, 0.03, 0.05);
}

function glueTank(run: PanelRun): string | undefined {
  const filling = run.at("glue.filling");
  const level = run.at("glue.level.tank");
  const capacity = tankKg(nominalGlueKgS(run.design));
  return firstOf(
    windows(run, HOUR, (n) => filling[n] === 0),
    ({ from, to }) => {
      const fell = meanOf(level, { from, to: from + 30 }) - meanOf(level, { from: to - 30, to });
      const span = { from: from + 15, to: to - 15 };
      const used =
        meanOf(run.at("blender.flow.glue.surface"), span) +
        meanOf(run.at("blender.flow.glue.core"), span);
      if (used < 200) return undefined;
      const kg = (used * (to - from - 30)) / 3_600;
      return outside(
        `P2 glue tank against glue flow from ${from} s`,
        (fell * capacity) / 100 / kg,
        0.97,
        1.03,
      );
    },
  );
}

/** P4: pressure and thickness follow the mat's weight down the press; pressure falls along it. */
function pressing(run: PanelRun): string | undefined {
  const weight = run.at("former.weight.area");
  const followers = [
    ["press.pressure.specific.1", 0.15],
    ["press.pressure.specific.2", 0.53],
    ["press.pressure.specific.3", 0.9],
  ] as const;
  // After a stop the board is too thick for some minutes, whatever the mat weighs.
  const spans = windows(run, 2 * QUARTER + 300, steady(run)).map(({ from, to }) => ({
    from: from + 300,
    to,
  }));
  return firstOf(spans, (span) => {
    const speed = meanOf(run.at("press.speed.line"), span);
    const [entry = 0, middle = 0, exit = 0] = [1, 2, 3].map((n) =>
      meanOf(run.at(`press.pressure.specific.${n}`), span),
    );
    if (entry < 2 * middle || middle < 1.5 * exit) {
      return `P4 pressure does not fall along the press from ${span.from} s: ${entry}, ${middle}, ${exit}`;
    }
    return (
      firstOf(followers, ([point, share]) => {
        const lag = Math.round((share * 30_000) / speed);
        const found = correlation(slice(weight, span), slice(run.at(point), span), lag);
        return outside(`P4 ${point} against mat weight from ${span.from} s`, found, 0.5, 1);
      }) ?? thickness(run, span, 30_000 / speed)
    );
  });
}

/** All tracks of the gauge together: one alone scatters as much as a thin board swells. */
function thickness(run: PanelRun, span: Span, lagS: number): string | undefined {
  const tracks = [1, 2, 3, 4, 5].map((n) => run.at(`thickness-gauge.thickness.${n}`));
  const mean = slice(run.at("press.thickness.raw"), span).map(
    (raw, n) => raw + tracks.reduce((sum, track) => sum + (track[span.from + n] ?? 0), 0),
  );
  const found = correlation(slice(run.at("former.weight.area"), span), mean, Math.round(lagS));
  return outside(`P4 thickness against mat weight from ${span.from} s`, found, 0.5, 1);
}

/** P8: the belt stands. */
function stopping(run: PanelRun): string | undefined {
  const speed = run.at("press.speed.line");
  return standing(
    run,
    spansOf(run, 150, (n) => speed[n] === 0),
  );
}

export const continuousInvariants: readonly PanelInvariant[] = [
  { id: "P1", check: kinematics },
  { id: "P2", check: mass },
  ...sharedPanelInvariants,
  { id: "P4", check: pressing },
  { id: "P8", check: stopping },
];
