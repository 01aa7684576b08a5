// What is true of drying, platens, sanding and stops whatever the press (domain reference A1, P3, P5, P6, P8), on
// what the instruments say, with the windows and tolerances given there.

import { correlation } from "../test-run.ts";
import { GAS_KW_PER_K_PER_KG_S } from "./dryer.ts";
import { OIL_KJ_PER_M3_K } from "./heat-centre.ts";
import { firstOf, outside, type PanelInvariant, steady } from "./invariant.ts";
import { DRY_SHARE } from "./panel-design.ts";
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

const HOUR = 3_600;
const QUARTER = 900;

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

const ZONES = [1, 2, 3, 4, 5];

/** P5: platens heat by at most 3 °C/min and cool naturally by 1.5; the oil gives what the wood takes. */
function platens(run: PanelRun): string | undefined {
  const whole = { from: 0, to: run.seconds };
  return (
    firstOf(ZONES, (zone) => {
      const means = blocks(run.at(`press.temperature.zone.${zone}`), 60, whole);
      return firstOf(means.keys(), (n) => {
        const perMinute = ((means[n + 3] ?? means[n] ?? 0) - (means[n] ?? 0)) / 3;
        return outside(`P5 °C/min of zone ${zone} at ${60 * n} s`, perMinute, -1.5, 3);
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
  const feed = run.at("sander.speed.feed");
  const work = run.at("sander.removal").map((mm, n) => mm * (feed[n] ?? 0));
  // Switched on for a while, and nothing under the belts.
  const [idle] = spansOf(run, 40, (n) => state[n] !== panelState.stopped && feed[n] === 0);
  const idleA = idle && meanOf(current, { from: idle.from + 20, to: idle.to });
  const perBoard = rise(total, whole);
  if (perBoard < 50) return undefined;
  const found = correlation(slice(work, whole), slice(current, whole));
  return (
    outside("P6 sander current against removal and feed", found, 0.6, 1) ??
    firstOf(
      windows(run, 300, (n) => state[n] === panelState.producing && (feed[n] ?? 0) > 0),
      (span) => {
        const left =
          meanOf(run.at("sander.thickness.in"), span) -
          meanOf(run.at("sander.thickness.out"), span) -
          meanOf(run.at("sander.removal"), span);
        const loaded = meanOf(current, span) / (idleA ?? Number.NaN);
        return (
          outside(`P6 in less out less removal, mm from ${span.from} s`, left, -0.05, 0.05) ??
          (rise(total, span) > 5 && idleA !== undefined
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

/**
 * P8: what stands counts nothing, takes no glue, draws idle power, unloads its dryer, restarts off-grade.
 * @param stops in which the press stands.
 */
export function standing(run: PanelRun, stops: readonly Span[]): string | undefined {
  const power = run.at("meter-press.power.active");
  const full = Math.max(...blocks(power, 10, { from: 0, to: run.seconds }));
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
      outside(`P8 press power while standing from ${from} s`, running, 0, 0.35) ??
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
  if (before < 0.75 * DRY_SHARE * run.design.massKgS) return undefined;
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
