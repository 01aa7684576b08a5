// The points of the cell by name: equipment id, a dot, and the signal's id as the line model has it. Points that only
// an OPC UA model shows (flags, times) are called `<equipment>.flag.<Name>` and `<equipment>.time.<name>`.

import { meterPoints } from "../meter-points.ts";
import type { Points } from "../point-table.ts";
import type { EdgeBander } from "./edge-bander.ts";
import type { FurnitureCell } from "./furniture-cell.ts";
import type { OperatingTimes } from "./operating-times.ts";
import { quantise } from "./sensor.ts";
import { readyFlags, type UnitFlag } from "./unit-state.ts";
import type { WoodworkingUnit } from "./woodworking-unit.ts";

export const unitFlags = Object.keys(readyFlags) as readonly UnitFlag[];

export const timeNames = [
  "powerPresent",
  "machineOn",
  "standby",
  "ready",
  "working",
  "error",
] as const satisfies readonly (keyof OperatingTimes)[];

function unitPoints(unit: () => WoodworkingUnit): Points {
  const flags = unitFlags.map((flag) => [`flag.${flag}`, () => unit().flags()[flag]] as const);
  const times = timeNames.map(
    (name) => [`time.${name}`, () => Math.floor(unit().times()[name])] as const,
  );
  return {
    state: () => unit().state(),
    mode: () => unit().mode(),
    fault: () => unit().flags().Error,
    "alarm.active": () => unit().flags().Alarm,
    "output.total": () => unit().piecesOut(),
    "pieces.in": () => unit().piecesIn(),
    "runs.good": () => unit().runsGood(),
    "runs.aborted": () => 0,
    "runs.total": () => unit().runsGood(),
    ...Object.fromEntries([...flags, ...times]),
  };
}

function banderPoints(bander: () => EdgeBander): Points {
  return {
    state: () => bander().state(),
    fault: () => bander().fault(),
    "alarm.glue": () => bander().pot.isLow(),
    "output.total": () => bander().piecesOut(),
    "pieces.in": () => bander().piecesIn(),
    "speed.feed": () => bander().readings().feed,
    "temperature.glue": () => bander().pot.reading(),
    "temperature.glue.sp": () => bander().pot.setpointC,
    "output.heating": () => quantise(100 * bander().pot.duty(), 10),
    "length.edge": () => Math.floor(10 * bander().edgeMetres()) / 10,
    "current.premill": () => bander().readings().premillA,
    "pressure.press": () => bander().readings().pressureBar,
  };
}

export function cellPoints(cell: FurnitureCell): Readonly<Record<string, Points>> {
  const cnc = () => cell.machines().cnc;
  const drill = () => cell.machines().drill;
  const packer = () => cell.machines().packer;
  return {
    "cnc-1": {
      ...unitPoints(() => cnc().unit),
      "output.good": () => cnc().good(),
      "output.rejected": () => cnc().rejected(),
      oee: () => quantise(cell.oee.value(), 10_000),
      "speed.spindle": () => cnc().spindle().speedReading(),
      "load.spindle": () => cnc().spindle().loadReading(),
      "speed.feed": () => cnc().feedReading(),
      "pressure.vacuum": () => cnc().table().reading(),
      "pressure.dust": () => cnc().dustReading(),
      "count.sheet": () => cnc().unit.runsGood(),
      "quality.yield": () => quantise(cnc().nest().yieldPercent, 100),
      "tool.number": () => cnc().tools.current().number,
      "length.tool": () => quantise(cnc().tools.metres(), 100),
      "length.cut": () => Math.floor(100 * cnc().tools.cuttingMetres()) / 100,
    },
    "edgebander-1": banderPoints(() => cell.machines().long),
    "edgebander-2": banderPoints(() => cell.machines().short),
    "drill-1": {
      ...unitPoints(() => drill().unit),
      "speed.feed": () => drill().feed(),
      "current.spindle": () => drill().currentReading(),
      "count.hole": () => drill().holes(),
    },
    "packer-1": {
      ...unitPoints(() => packer().unit),
      "speed.feed": () => packer().feed(),
      "count.carton": () => packer().unit.runsGood(),
    },
    "dust-1": {
      running: () => true,
      "count.pulse": () => cell.dust.pulses(),
      "power.fan": () => cell.dust.readings().fanKw,
      "pressure.filter": () => cell.dust.readings().filterPa,
    },
    "meter-main": meterPoints(() => cell.supply.reading()),
  };
}
