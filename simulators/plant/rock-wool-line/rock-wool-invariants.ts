// The invariants of the rock-wool lines by id (domain reference A3 I1–I8, A4 X1 X4 X5 X7): what each is checked on,
// and the check, which answers with a problem or undefined.

import { CalendarSchedule } from "../work-schedule.ts";
import { electricRockWoolSignals } from "./electric-rock-wool-signals.ts";
import {
  binderFound,
  lineKinematics,
  linePoints,
  ovenHeat,
  spinnerFollowsMelt,
} from "./line-invariants.ts";
import {
  blastChemistry,
  energyPerMelt,
  furnaceInertia,
  massBalance,
  meltPoints,
} from "./melt-invariants.ts";
import { rockWoolSignals } from "./rock-wool-signals.ts";
import {
  electricalIdentities,
  labIsRare,
  meterColumns,
  nothingConstant,
  startPoints,
  startUp,
} from "./wool-cross-invariants.ts";
import type { WoolRun, WoolRunOptions } from "./wool-run.ts";
import type { WoolSignals } from "./wool-signal.ts";

/** seconds: 5 h of scans a second; day: scans a minute, 30 h where a furnace is slow, else 18; start: an hour and a half around a start. */
export type RunShape = "seconds" | "day" | "start";

export interface WoolInvariant {
  readonly id: string;
  readonly on: RunShape;
  /** Only lines with this furnace have it. */
  readonly furnace?: WoolRun["furnace"];
  readonly check: (run: WoolRun) => string | undefined;
}

const signalsOf = (run: WoolRun): WoolSignals =>
  run.furnace === "cupola" ? rockWoolSignals : electricRockWoolSignals;

export const rockWoolInvariants: readonly WoolInvariant[] = [
  { id: "I1", on: "seconds", check: massBalance },
  { id: "I2", on: "seconds", furnace: "cupola", check: energyPerMelt },
  { id: "I2", on: "day", furnace: "furnace", check: energyPerMelt },
  { id: "I3", on: "seconds", furnace: "cupola", check: blastChemistry },
  { id: "I4", on: "day", furnace: "furnace", check: furnaceInertia },
  { id: "I5", on: "seconds", check: spinnerFollowsMelt },
  { id: "I6", on: "seconds", check: lineKinematics },
  { id: "I7", on: "seconds", check: ovenHeat },
  { id: "I8", on: "day", check: binderFound },
  { id: "X1", on: "seconds", check: electricalIdentities },
  { id: "X4", on: "start", check: startUp },
  { id: "X5", on: "seconds", check: (run) => nothingConstant(run, signalsOf(run)) },
  { id: "X7", on: "day", check: labIsRare },
];

/** Off shift from 10:15 to 10:35: wheels and saw stop and start again. Runs begin at 10:00. */
const shiftGap = new CalendarSchedule({
  utcOffsetMinutes: 480,
  shifts: [
    { id: "early", start: "00:00", end: "10:15", weekdays: [1, 2, 3, 4, 5, 6, 7] },
    { id: "late", start: "10:35", end: "23:59", weekdays: [1, 2, 3, 4, 5, 6, 7] },
  ],
  breaks: [],
  days: [],
  orderedStops: [],
});

/** The checks that such a run of such a line is for. */
export function invariantsOn(
  shape: RunShape,
  furnace: WoolRun["furnace"],
): readonly WoolInvariant[] {
  return rockWoolInvariants.filter(
    (each) => each.on === shape && (each.furnace === undefined || each.furnace === furnace),
  );
}

/** A run of that shape that has everything its checks read. */
export function runFor(shape: RunShape, furnace: WoolRun["furnace"], seed: number): WoolRunOptions {
  const hours = { seconds: 5, day: furnace === "cupola" ? 18 : 30, start: 1.5 }[shape];
  const everyS = shape === "day" ? 60 : 1;
  const points = new Set([
    "line.state",
    ...(shape === "start" ? startPoints : [...meltPoints(furnace), ...linePoints]),
    ...(shape === "seconds" ? [...meterColumns, ...cabinetPoints, ...analogPoints(furnace)] : []),
  ]);
  const time = shape === "start" ? { schedule: shiftGap } : {};
  return { seed, furnace, hours, everyS, points: [...points], ...time };
}

/** Instruments of the cabinet that are no analogue inputs. */
const cabinetPoints: readonly string[] = [
  "gas-meter.gas.flow",
  "gas-meter.gas.pressure",
  ...[1, 2, 3, 4, 5].map((zone) => `oven-zone-${zone}.temperature.pv`),
];

function analogPoints(furnace: WoolRun["furnace"]): readonly string[] {
  const signals = furnace === "cupola" ? rockWoolSignals : electricRockWoolSignals;
  return Object.keys(signals).filter((point) => signals[point]?.analog === true);
}
