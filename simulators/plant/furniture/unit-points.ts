// The points that every machine with a woodworking state has: `<equipment>.state`, flags as `flag.<Name>`, times as
// `time.<name>` in ms, counters. Names after `flag.` are the specification's (OPC 40550-1).

import type { Points } from "../point-table.ts";
import { type TimeName, timeNames } from "./operating-times.ts";
import { quantise } from "./sensor.ts";
import { itemStateOf, operationModeOf, unitFlags } from "./unit-state.ts";
import type { KeptCount, WoodworkingUnit } from "./woodworking-unit.ts";

/** Times that the specification also has since the machine was switched on. */
export const relativeTimes: readonly TimeName[] = timeNames.filter((name) => name !== "machineOff");

/** Counters that it also has since then, and their points. */
export const relativeCounts = {
  "pieces.in": "pieces.in",
  "pieces.out": "output.total",
  "runs.good": "runs.good",
  "runs.aborted": "runs.aborted",
} as const satisfies Partial<Record<KeptCount, string>>;

export function unitPoints(unit: () => WoodworkingUnit): Points {
  const flags = unitFlags.map((flag) => [`flag.${flag}`, () => unit().flags[flag]] as const);
  const times = timeNames.map(
    (name) => [`time.${name}`, () => Math.floor(unit().times()[name])] as const,
  );
  const sinceOn = relativeTimes.map(
    (name) => [`since.on.time.${name}`, () => Math.floor(unit().relative(`time.${name}`))] as const,
  );
  const counted = Object.keys(relativeCounts).map(
    (name) => [`since.on.${name}`, () => unit().relative(name as KeptCount)] as const,
  );
  const runs = (): number => unit().runsGood() + unit().counts["runs.aborted"];
  const sinceRuns = (): number => unit().relative("runs.good") + unit().relative("runs.aborted");
  return {
    state: () => unit().state(),
    mode: () => unit().mode,
    "state.item": () => itemStateOf(unit().state()),
    "mode.operation": () => operationModeOf(unit().state(), unit().mode),
    fault: () => unit().flags.Error,
    "alarm.active": () => unit().flags.Alarm,
    "output.total": () => unit().piecesOut(),
    "pieces.in": () => unit().piecesIn(),
    "runs.good": () => unit().runsGood(),
    "runs.aborted": () => unit().counts["runs.aborted"],
    "runs.total": runs,
    "since.on.runs.total": sinceRuns,
    "length.machined": () => Math.floor(unit().counts.length),
    "since.on.length": () => Math.floor(unit().relative("length")),
    "cycle.actual": () => quantise(unit().pace(), 100),
    ...Object.fromEntries([...flags, ...times, ...sinceOn, ...counted]),
  };
}
