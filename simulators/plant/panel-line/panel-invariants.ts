// What is true of an honest particleboard line, as an outsider can check it on what its instruments say
// (domain reference A1, P1–P6 and P8), with the windows and tolerances given there. A check returns what is
// wrong, or nothing.

import { correlation } from "../test-run.ts";
import { GAS_KW_PER_K_PER_KG_S } from "./dryer.ts";
import { tankKg } from "./glue-tank.ts";
import { OIL_KJ_PER_M3_K } from "./heat-centre.ts";
import { DRY_SHARE, nominalGlueKgS, TRIM_SHARE } from "./panel-design.ts";
import {
  blocks,
  meanOf,
  type PanelRun,
  rise,
  type Span,
  slice,
  spansOf,
  windows,
} from "./panel-run.ts";
import { panelState } from "./panel-state.ts";

export interface PanelInvariant {
  readonly id: string;
  readonly check: (run: PanelRun) => string | undefined;
}

const HOUR = 3_600;
const QUARTER = 900;

/** The first problem of several checks. */
export function firstOf<Item>(
  items: Iterable<Item>,
  problem: (item: Item) => string | undefined,
): string | undefined {
  for (const item of items) {
    const found = problem(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function outside(
  what: string,
  value: number,
  low: number,
  high: number,
): string | undefined {
  return value >= low && value <= high ? undefined : `${what} = ${value}, not ${low} to ${high}`;
}

export function delivering(run: PanelRun): (second: number) => boolean {
  const state = run.at("press.state");
  return (n) => state[n] === panelState.producing || state[n] === panelState.slow;
}

/** Everything of the chain at full speed on one product. */
export function steady(run: PanelRun): (second: number) => boolean {
  const states = ["press", "former", "blender", "dryer"].map((id) => run.at(`${id}.state`));
  return (n) => states.every((state) => state[n] === panelState.producing);
}

function finalMm(run: PanelRun, second: number): number {
  const curve = run.at("line.curve")[second];
  return run.recipes.find((recipe) => recipe.curve === curve)?.finalMm ?? Number.NaN;
}

/** P1: Δm³ = ∫ v·W·t dt · yield within 2 % in an hour; the mat runs with the press within 0.5 %. */
function kinematics(run: PanelRun): string | undefined {
  const speed = run.at("press.speed.line");
  const belt = run.at("former.speed.belt");
  const producing = delivering(run);
  const hours = windows(run, HOUR, () => true);
  return firstOf(hours, (hour) => {
    let m3 = 0;
    for (let n = hour.from; n < hour.to; n += 1) {
      if (!producing(n)) continue;
      m3 += ((speed[n] ?? 0) * run.design.boardWidthM * finalMm(run, n)) / 1e6;
    }
    const yieldShare =
      rise(run.at("press.output.good"), hour) / rise(run.at("press.output.total"), hour);
    if (m3 < 12) return undefined;
    const made = rise(run.at("line.output.volume"), hour);
    const ratio = made / (m3 * yieldShare);
    const together = meanOf(belt, hour) / 0.06 / meanOf(speed, hour);
    return (
      outside(`P1 m³ counted against pressed, hour from ${hour.from} s`, ratio, 0.98, 1.02) ??
      outside(`P1 mat against press, hour from ${hour.from} s`, together, 0.995, 1.005)
    );
  });
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
    firstOf(quarters, ({ from, to }) => {
      const span = { from: from + 300, to };
      const area = (width * run.design.boardLengthMm) / 1_000;
      const laid = meanOf(run.at("former.weight.area"), span) * area;
      const lost = 1 - meanOf(run.at("board-scale.weight"), span) / laid;
      return outside(`P2 moisture loss of boards from ${from} s`, lost, 0.03, 0.06);
    }) ??
    glueTank(run)
  );
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

/** P3: heat fits the evaporated water (2.9–3.6 MJ/kg); chips get wetter 1 to 3 min after the outlet cools. */
function drying(run: PanelRun): string | undefined {
  const gasKwPerK = GAS_KW_PER_K_PER_KG_S * DRY_SHARE * run.design.massKgS;
  const state = run.at("dryer.state");
  const inlet = run.at("dryer.temperature.inlet");
  const outlet = run.at("dryer.temperature.outlet");
  const core = run.at("dryer.moisture.out.core");
  const surface = run.at("dryer.moisture.out.surface");
  return (
    firstOf(
      windows(run, HOUR, (n) => state[n] === panelState.producing),
      (hour) => {
        const kw = gasKwPerK * (meanOf(inlet, hour) - meanOf(outlet, hour));
        const left = 0.36 * meanOf(surface, hour) + 0.64 * meanOf(core, hour);
        const woodKgS = rise(run.at("dryer.output.total"), hour) / (hour.to - hour.from - 1);
        const waterKgS = (woodKgS * (meanOf(run.at("dryer.moisture.in"), hour) - left)) / 100;
        return outside(
          `P3 MJ per kg of water from ${hour.from} s`,
          kw / waterKgS / 1_000,
          2.9,
          3.6,
        );
      },
    ) ??
    firstOf([surface, core], (moisture) => {
      const whole = { from: 0, to: run.seconds };
      const [gas, chips] = [blocks(outlet, 10, whole), blocks(moisture, 10, whole)];
      const lags = Array.from({ length: 31 }, (_, n) => n);
      const found = lags.map((lag) => correlation(gas, chips, lag));
      const deepest = Math.min(...found);
      return (
        outside("P3 correlation of outlet temperature and chip moisture", deepest, -1, -0.5) ??
        outside("P3 lag of chip moisture, s", 10 * found.indexOf(deepest), 60, 180)
      );
    })
  );
}

/** P4: pressure and thickness follow the mat's weight down the press; pressure falls along it. */
function pressing(run: PanelRun): string | undefined {
  const weight = run.at("former.weight.area");
  const followers = [
    ["press.pressure.specific.1", 0.15],
    ["press.pressure.specific.2", 0.53],
    ["press.pressure.specific.3", 0.9],
    ["press.thickness.raw", 1],
  ] as const;
  const spans = windows(run, 2 * QUARTER, steady(run));
  return firstOf(spans, (span) => {
    const speed = meanOf(run.at("press.speed.line"), span);
    const [entry = 0, middle = 0, exit = 0] = [1, 2, 3].map((n) =>
      meanOf(run.at(`press.pressure.specific.${n}`), span),
    );
    if (entry < 2 * middle || middle < 1.5 * exit) {
      return `P4 pressure does not fall along the press from ${span.from} s: ${entry}, ${middle}, ${exit}`;
    }
    return firstOf(followers, ([point, share]) => {
      const lag = Math.round((share * 30_000) / speed);
      const found = correlation(slice(weight, span), slice(run.at(point), span), lag);
      return outside(`P4 ${point} against mat weight from ${span.from} s`, found, 0.5, 1);
    });
  });
}

const ZONES = [1, 2, 3, 4, 5];

/** P5: platens heat by at most 3 °C/min and cool naturally by 1.5; the oil gives what the wood takes. */
function platens(run: PanelRun): string | undefined {
  const whole = { from: 0, to: run.seconds };
  return (
    firstOf(ZONES, (zone) => {
      const means = blocks(run.at(`press.temperature.zone.${zone}`), 60, whole);
      return firstOf(means.keys(), (n) => {
        const perMinute = ((means[n + 3] ?? means[n] ?? 0) - (means[n] ?? 0)) / 3;
        return outside(`P5 °C/min of zone ${zone} at ${60 * n} s`, perMinute, -2.5, 3);
      });
    }) ?? oil(run)
  );
}

function oil(run: PanelRun): string | undefined {
  const [into, back, flow] = [
    run.at("press.temperature.oil.in"),
    run.at("press.temperature.oil.out"),
    run.at("heat-centre.flow.oil"),
  ];
  const weight = run.at("former.weight.area");
  const belt = run.at("former.speed.belt");
  return firstOf(windows(run, 2 * QUARTER, steady(run)), (span) => {
    const kw =
      (meanOf(flow, span) * OIL_KJ_PER_M3_K * (meanOf(into, span) - meanOf(back, span))) / 3_600;
    const kgS = (meanOf(weight, span) * run.design.boardWidthM * meanOf(belt, span)) / 60;
    // 0.25 to 0.35 GJ per cubic metre of some 660 kg, and the losses of the platens.
    return outside(`P5 press heat, kJ per kg of mat from ${span.from} s`, kw / kgS, 330, 620);
  });
}

/** P6: the sander draws for the wood that it removes; thickness in less out is the removal. */
function sanding(run: PanelRun): string | undefined {
  const state = run.at("sander.state");
  const current = run.at("sander.current.motor");
  const total = run.at("sander.output.total");
  const whole = { from: 0, to: run.seconds };
  const work = run.at("sander.removal").map((mm, n) => mm * (run.at("sander.speed.feed")[n] ?? 0));
  const idleA = Math.min(...blocks(current, 10, whole).filter((a) => a > 5));
  const perBoard = rise(total, whole);
  if (perBoard < 50) return undefined;
  const found = correlation(slice(work, whole), slice(current, whole));
  return (
    outside("P6 sander current against removal and feed", found, 0.6, 1) ??
    firstOf(
      windows(run, QUARTER, (n) => state[n] === panelState.producing),
      (span) => {
        const left =
          meanOf(run.at("sander.thickness.in"), span) -
          meanOf(run.at("sander.thickness.out"), span) -
          meanOf(run.at("sander.removal"), span);
        const loaded = meanOf(current, span) / idleA;
        return (
          outside(`P6 in less out less removal, mm from ${span.from} s`, left, -0.05, 0.05) ??
          (rise(total, span) > 10
            ? outside(
                `P6 current while boards are counted, times idle from ${span.from} s`,
                loaded,
                1.2,
                9,
              )
            : undefined)
        );
      },
    )
  );
}

/** P8: what stands counts nothing, takes no glue, draws idle power, unloads its dryer, restarts off-grade. */
function stopping(run: PanelRun): string | undefined {
  const speed = run.at("press.speed.line");
  return standing(
    run,
    spansOf(run, 150, (n) => speed[n] === 0),
  );
}

/** @param stops in which the press stands. */
export function standing(run: PanelRun, stops: readonly Span[]): string | undefined {
  const power = run.at("meter-press.power.active");
  const full = Math.max(...blocks(power, 300, { from: 0, to: run.seconds }));
  return firstOf(stops, ({ from, to }) => {
    const quiet = { from: from + 75, to };
    const counted = ["press.output.total", "press.output.good", "line.output.volume"]
      .map((point) => rise(run.at(point), quiet))
      .find((made) => made !== 0);
    const glue = meanOf(run.at("blender.flow.glue.core"), quiet);
    const running = meanOf(power, quiet) / full;
    return (
      (counted === undefined ? undefined : `P8 ${counted} counted while standing from ${from} s`) ??
      outside(`P8 glue flow while standing from ${from} s`, glue, -1, 1) ??
      outside(`P8 press power while standing from ${from} s`, running, 0, 0.5) ??
      unloading(run, from, to) ??
      offGrade(run, to)
    );
  });
}

function unloading(run: PanelRun, from: number, to: number): string | undefined {
  if (from < 900 || to - from < 360) return undefined;
  const dried = run.at("dryer.output.total");
  const before = rise(dried, { from: from - 600, to: from - 100 }) / 500;
  const after = rise(dried, { from: from + 240, to: from + 340 }) / 100;
  if (before < 0.6 * DRY_SHARE * run.design.massKgS) return undefined;
  return outside(`P8 dryer feed 4 min after the stop at ${from} s`, after / before, 0, 0.75);
}

function offGrade(run: PanelRun, from: number): string | undefined {
  const total = run.at("press.output.total");
  const rejected = run.at("press.output.rejected");
  const first = total[from] ?? 0;
  for (let n = from; n < run.seconds; n += 1) {
    if ((total[n] ?? 0) - first < 8) continue;
    const bad = (rejected[n] ?? 0) - (rejected[from] ?? 0);
    return outside(`P8 rejected of the first boards after ${from} s`, bad, 5, 12);
  }
  return undefined;
}

/** Of both kinds of press. */
export const sharedPanelInvariants: readonly PanelInvariant[] = [
  { id: "P3", check: drying },
  { id: "P5", check: platens },
  { id: "P6", check: sanding },
];

export const continuousInvariants: readonly PanelInvariant[] = [
  { id: "P1", check: kinematics },
  { id: "P2", check: mass },
  ...sharedPanelInvariants,
  { id: "P4", check: pressing },
  { id: "P8", check: stopping },
];
