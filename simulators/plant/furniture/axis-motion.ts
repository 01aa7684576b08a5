// Where the axes of the nesting centre are and how fast they go, from the program that runs: worked out when it is
// looked at. The control commands positions a little ahead of the actual ones (following error, 12 ms of way), the
// encoders have 1 µm and jitter, and the currents are friction, acceleration and the force of the cut.

import { IndexedNoise } from "../indexed-noise.ts";
import type { Random } from "../random.ts";
import { LIFT_MS, PLUNGE_MS, type ProgramRun } from "./program-run.ts";
import { clamp, quantise } from "./sensor.ts";
import { type Cut, PARKED, PARKED_Z_MM, type Rapid } from "./sheet-program.ts";

export const axisNames = ["x", "y", "z"] as const;
export type AxisName = (typeof axisNames)[number];

/** mm and m/min. */
export type Axis = { readonly mm: number; readonly mPerMin: number };
export type Axes = Readonly<Record<AxisName, Axis>>;

const SAFE_Z_MM = 25;
const FOLLOWING_MS = 12;
const MM_PER_MS_OF_M_PER_MIN = 1000 / 60_000;
const JITTER_MM = 0.002;
const parked: Axes = {
  x: { mm: PARKED.xMm, mPerMin: 0 },
  y: { mm: PARKED.yMm, mPerMin: 0 },
  z: { mm: PARKED_Z_MM, mPerMin: 0 },
};

/** @param moving false: the axes stand whatever the program says. */
export function axesOf(run: ProgramRun | undefined, moving: boolean): Axes {
  const operation = run?.current();
  if (run === undefined || operation === undefined) return parked;
  const feed = moving ? run.feed() : 0;
  if (operation.kind === "cut") return axesInCut(operation, run.pathM(), feed);
  if (operation.kind === "rapid") return axesInRapid(operation, run, feed);
  return parked;
}

function axesInCut({ from, alongXM, alongYM, zMm }: Cut, pathM: number, feed: number): Axes {
  const corners = [alongXM, alongXM + alongYM, 2 * alongXM + alongYM] as const;
  const back = pathM - corners[1];
  const x = pathM < corners[1] ? Math.min(pathM, alongXM) : alongXM - clamp(back, 0, alongXM);
  const y =
    pathM < corners[2]
      ? clamp(pathM - alongXM, 0, alongYM)
      : Math.max(alongYM - (pathM - corners[2]), 0);
  const side = corners.filter((corner) => pathM >= corner).length;
  // Along x, along y, back along x, back along y; a groove has one side only.
  const alongX = alongYM === 0 ? 1 : ([1, 0, -1, 0] as const)[side as 0 | 1 | 2 | 3];
  const alongY = alongYM === 0 ? 0 : ([0, 1, 0, -1] as const)[side as 0 | 1 | 2 | 3];
  return {
    x: { mm: from.xMm + 1000 * x, mPerMin: alongX * feed },
    y: { mm: from.yMm + 1000 * y, mPerMin: alongY * feed },
    z: { mm: zMm, mPerMin: 0 },
  };
}

function axesInRapid(move: Rapid, run: ProgramRun, feed: number): Axes {
  const { from, to, fromZMm, toZMm, distanceM } = move;
  const share = distanceM > 0 ? run.pathM() / distanceM : 1;
  const elapsed = run.elapsedMs();
  const across = elapsed >= LIFT_MS && share < 1;
  const [dx, dy] = [to.xMm - from.xMm, to.yMm - from.yMm];
  const perM = across && distanceM > 0 ? feed / (1000 * distanceM) : 0;
  return {
    x: { mm: from.xMm + dx * share, mPerMin: dx * perM },
    y: { mm: from.yMm + dy * share, mPerMin: dy * perM },
    z: heightInRapid(elapsed, share >= 1, fromZMm, toZMm, feed > 0),
  };
}

function heightInRapid(
  elapsedMs: number,
  arrived: boolean,
  fromMm: number,
  toMm: number,
  moving: boolean,
): Axis {
  const safe = Math.max(SAFE_Z_MM, fromMm);
  if (!arrived || elapsedMs < LIFT_MS) {
    const share = Math.min(elapsedMs / LIFT_MS, 1);
    const speed = moving && share < 1 ? (safe - fromMm) / LIFT_MS / MM_PER_MS_OF_M_PER_MIN : 0;
    return { mm: fromMm + (safe - fromMm) * share, mPerMin: speed };
  }
  const share = Math.min((elapsedMs - LIFT_MS) / PLUNGE_MS, 1);
  const speed = moving ? (toMm - safe) / PLUNGE_MS / MM_PER_MS_OF_M_PER_MIN : 0;
  return { mm: safe + (toMm - safe) * share, mPerMin: speed };
}

const IDLE_A: Readonly<Record<AxisName, number>> = { x: 1.4, y: 1.1, z: 2.2 };
const A_PER_M_PER_MIN = 0.035;
const A_PER_KW_OF_CUT = 0.6;

/** What the drives show of the axes. @param sample number of the step: the noise of one instant is one. */
export class AxisReadings {
  readonly #noise: Readonly<Record<AxisName, IndexedNoise>>;

  constructor(random: Random) {
    this.#noise = {
      x: new IndexedNoise(random.fork("x")),
      y: new IndexedNoise(random.fork("y")),
      z: new IndexedNoise(random.fork("z")),
    };
  }

  positionMm(axes: Axes, axis: AxisName, sample: number): number {
    return quantise(axes[axis].mm + JITTER_MM * this.#noise[axis].normal(3 * sample), 1000);
  }

  /** Commanded. */
  setpointMm(axes: Axes, axis: AxisName): number {
    const ahead = axes[axis].mPerMin * MM_PER_MS_OF_M_PER_MIN * FOLLOWING_MS;
    return quantise(axes[axis].mm + ahead, 1000);
  }

  velocityMPerMin(axes: Axes, axis: AxisName, sample: number): number {
    const { mPerMin } = axes[axis];
    const spread = 0.004 + 0.002 * Math.abs(mPerMin);
    return quantise(mPerMin + spread * this.#noise[axis].normal(3 * sample + 1), 1000);
  }

  /** @param cutKw cutting power at the tool. */
  currentA(axes: Axes, axis: AxisName, cutKw: number, sample: number): number {
    const speed = Math.abs(axes[axis].mPerMin);
    const cutting = speed > 0 ? A_PER_KW_OF_CUT * cutKw : 0;
    const amps = IDLE_A[axis] + A_PER_M_PER_MIN * speed + cutting;
    return quantise(amps + (0.03 + 0.02 * amps) * this.#noise[axis].normal(3 * sample + 2), 100);
  }
}
