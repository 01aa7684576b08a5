// What is true of an honest line with a multi-daylight press (domain reference A1, P7, and P1, P2, P8 as they
// read for loads instead of an endless mat).

import { firstOf, outside, type PanelInvariant } from "../panel-line/invariant.ts";
import { sharedPanelInvariants, standing } from "../panel-line/machine-invariants.ts";
import { mass } from "../panel-line/panel-invariants.ts";
import { type PanelRun, rise, spansOf, windows } from "../panel-line/panel-run.ts";
import { daylightPhases } from "./daylight-cycle.ts";
import { OPENINGS } from "./daylight-recipe.ts";

const HOUR = 3_600;
const OPEN = daylightPhases.indexOf("open");
/** Least time for the core to reach 100 °C, s per mm of raw board. */
const HOLD_S_PER_MM = 4;
const LEAST_PEAK_BAR = 150;
const MOST_PEAK_BAR = 260;

function recipeAt(run: PanelRun, second: number) {
  return run.recipes.find(({ curve }) => curve === run.at("line.curve")[second]);
}

/** P1: cubic metres are good boards at their final thickness, in every hour on one product. */
function volume(run: PanelRun): string | undefined {
  const curve = run.at("line.curve");
  const { boardLengthMm, boardWidthM } = run.design;
  return firstOf(
    windows(run, HOUR, (n) => n === 0 || curve[n] === curve[n - 1]),
    (hour) => {
      const boards = rise(run.at("press.output.good"), hour);
      const finalMm = recipeAt(run, hour.from)?.finalMm;
      if (boards < 24 || finalMm === undefined) return undefined;
      const m3 = (boards * boardLengthMm * boardWidthM * finalMm) / 1e6;
      return outside(
        `P1 m³ against boards from ${hour.from} s`,
        rise(run.at("line.output.volume"), hour) / m3,
        0.98,
        1.02,
      );
    },
  );
}

/** P7: twelve boards and one wave of pressure per load, held long enough for the core. */
function loads(run: PanelRun): string | undefined {
  const total = run.at("press.output.total");
  const bar = run.at("press.pressure.hydraulic");
  let from = -1;
  for (let n = 1; n < run.seconds; n += 1) {
    const made = (total[n] ?? 0) - (total[n - 1] ?? 0);
    if (made === 0) continue;
    if (made !== OPENINGS) return `P7 ${made} boards in one step at ${n} s`;
    const problem = from < 0 ? undefined : wave(bar.subarray(from, n), n);
    if (problem !== undefined) return problem;
    const rawMm = recipeAt(run, n)?.rawMm;
    const held = run.at("press.time.hold")[n] ?? 0;
    if (rawMm !== undefined && held < HOLD_S_PER_MM * rawMm) return `P7 held ${held} s at ${n} s`;
    from = n;
  }
  return undefined;
}

function wave(bar: Float64Array, at: number): string | undefined {
  const peak = Math.max(...bar);
  let waves = 0;
  let high = false;
  for (const value of bar) {
    if (!high && value > 0.5 * peak) {
      high = true;
      waves += 1;
    } else if (high && value < 0.1 * peak) high = false;
  }
  return (
    outside(`P7 peak pressure before ${at} s`, peak, LEAST_PEAK_BAR, MOST_PEAK_BAR) ??
    outside(`P7 waves of pressure before ${at} s`, waves, 1, 1)
  );
}

/** P8: the press stands open. */
function stopping(run: PanelRun): string | undefined {
  const phase = run.at("press.state.daylight");
  const belt = run.at("former.speed.belt");
  return standing(
    run,
    spansOf(run, 150, (n) => phase[n] === OPEN && belt[n] === 0),
  );
}

export const daylightInvariants: readonly PanelInvariant[] = [
  { id: "P1", check: volume },
  { id: "P2", check: mass },
  ...sharedPanelInvariants,
  { id: "P7", check: loads },
  { id: "P8", check: stopping },
];
