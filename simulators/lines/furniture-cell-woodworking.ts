// The woodworking machines of the cell as data (OPC 40550-1): which point of the plant stands at which member of the
// model. Names of flags and values are the specification's; what it has no name for is ManufacturerSpecific.

import type { TimeName } from "../plant/furniture/operating-times.ts";
import { relativeTimes } from "../plant/furniture/unit-points.ts";
import { unitFlags } from "../plant/furniture/unit-state.ts";
import type { OpcUaType, SpecificMember, WoodworkingMachine } from "../wire/exposure.ts";

export const FURNITURE_NAMESPACE = "urn:lineproof-sim:furniture";

export type Identified = Pick<
  WoodworkingMachine["identification"],
  "model" | "serialNumber" | "deviceClass" | "yearOfConstruction"
>;
export type Specific = readonly [browseName: string, point: string, type: OpcUaType];

export function identify(about: Identified): WoodworkingMachine["identification"] {
  return {
    manufacturer: "Lineproof simulator",
    productInstanceUri: `${FURNITURE_NAMESPACE}:${about.serialNumber}`,
    ...about,
  };
}

export function specificMembers(id: string, members: readonly Specific[]): SpecificMember[] {
  return members.map(([browseName, name, type]) => ({ browseName, point: `${id}.${name}`, type }));
}

/** Times by the specification's names. */
const times: Readonly<Record<TimeName, string>> = {
  powerPresent: "PowerPresentTime",
  machineOn: "MachineOnTime",
  machineOff: "MachineOffTime",
  standby: "StandbyTime",
  ready: "ReadyTime",
  working: "WorkingTime",
  error: "ErrorTime",
  production: "ProductionTime",
  productionWait: "ProductionWaitWorkpieceTime",
  productionEmpty: "ProductionWithoutWorkpieceTime",
};

const counts = {
  PiecesIn: ["pieces.in", "since.on.pieces.in"],
  PiecesOut: ["output.total", "since.on.pieces.out"],
  RunsGood: ["runs.good", "since.on.runs.good"],
  RunsAborted: ["runs.aborted", "since.on.runs.aborted"],
  RunsTotal: ["runs.total", "since.on.runs.total"],
  Length: ["length.machined", "since.on.length"],
} as const;

/** @param further values that only this machine has, by the specification's names. */
function machine(
  id: string,
  about: Identified,
  further: Readonly<Record<string, string>>,
  specific: readonly Specific[],
): WoodworkingMachine {
  const point = (name: string): string => `${id}.${name}`;
  return {
    kind: "woodworking",
    browseName: id,
    identification: identify(about),
    overview: { currentState: point("state"), currentMode: point("mode") },
    flags: Object.fromEntries(unitFlags.map((flag) => [flag, point(`flag.${flag}`)])),
    values: {
      ...Object.fromEntries(
        Object.entries(counts).flatMap(([name, [absolute, relative]]) => [
          [`Absolute${name}`, point(absolute)],
          [`Relative${name}`, point(relative)],
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(times).map(([name, spec]) => [`Absolute${spec}`, point(`time.${name}`)]),
      ),
      ...Object.fromEntries(
        relativeTimes.map((name) => [`Relative${times[name]}`, point(`since.on.time.${name}`)]),
      ),
      ActualCycle: point("cycle.actual"),
      FeedSpeed: point("speed.feed"),
      ...Object.fromEntries(Object.entries(further).map(([name, own]) => [name, point(own)])),
    },
    specific: specificMembers(id, specific),
  };
}

const axes = (["x", "y", "z"] as const).flatMap((axis): readonly Specific[] => {
  const name = axis.toUpperCase();
  return [
    [`Axis${name}Position`, `axis.${axis}.position`, "Double"],
    [`Axis${name}PositionSet`, `axis.${axis}.position.sp`, "Double"],
    [`Axis${name}Velocity`, `axis.${axis}.velocity`, "Double"],
    [`Axis${name}Current`, `axis.${axis}.current`, "Double"],
  ];
});

const alarms = (names: Readonly<Record<string, string>>): readonly Specific[] =>
  Object.entries(names).map(([browseName, name]) => [browseName, `alarm.${name}`, "Boolean"]);

export const woodworkingMachines: readonly WoodworkingMachine[] = [
  machine(
    "cnc-1",
    {
      model: "SIM-NEST-2412",
      serialNumber: "SIM-CNC-2401",
      deviceClass: "NestingCenter",
      yearOfConstruction: 2024,
    },
    { AxisOverride: "override.feed", SpindleOverride: "override.spindle" },
    [
      ["Program", "program.name", "String"],
      ["OrderId", "order.id", "String"],
      ["SheetId", "sheet.id", "String"],
      ["SpindleSpeed", "speed.spindle", "Double"],
      ["SpindleSpeedSet", "speed.spindle.sp", "Double"],
      ["SpindleLoad", "load.spindle", "Double"],
      ["SpindleCurrent", "current.spindle", "Double"],
      ["SpindlePower", "power.spindle", "Double"],
      ["SpindleTemperature", "temperature.spindle", "Double"],
      ["FeedSpeedSet", "speed.feed.sp", "Double"],
      ["CuttingDepth", "depth.cut", "Double"],
      ...axes,
      ["VacuumPressure", "pressure.vacuum", "Double"],
      ["DustPressure", "pressure.dust", "Double"],
      ["SheetCount", "count.sheet", "UInt32"],
      ["NestParts", "count.nest", "UInt16"],
      ["PartsGood", "output.good", "UInt32"],
      ["PartsRejected", "output.rejected", "UInt32"],
      ["SheetCycleTime", "duration.cycle", "Double"],
      ["MaterialYield", "quality.yield", "Double"],
      ["Oee", "oee", "Double"],
      ["ToolNumber", "tool.number", "UInt16"],
      ["ToolMetres", "length.tool", "Double"],
      ["CuttingMetres", "length.cut", "Double"],
      ...alarms({
        AlarmSpindleLoad: "spindle.load",
        AlarmSpindleTemperature: "spindle.temperature",
        AlarmVacuum: "vacuum",
        AlarmAir: "air",
        AlarmToolBreak: "tool.break",
        AlarmSuction: "suction",
        AlarmCurtain: "curtain",
        AlarmServo: "servo",
      }),
    ],
  ),
  machine(
    "drill-1",
    {
      model: "SIM-DRILL-6S",
      serialNumber: "SIM-DRL-2401",
      deviceClass: "DrillingMachine",
      yearOfConstruction: 2024,
    },
    {},
    [
      ["Program", "program.name", "String"],
      ["PartId", "part.id", "String"],
      ["SpindleCurrent", "current.spindle", "Double"],
      ["HoleCount", "count.hole", "UInt32"],
      ["PartsRejected", "output.rejected", "UInt32"],
      ["PartCycleTime", "duration.cycle", "Double"],
      ...alarms({
        AlarmAir: "air",
        AlarmSuction: "suction",
        AlarmSeat: "seat",
        AlarmOversize: "oversize",
        AlarmCurtain: "curtain",
        AlarmServo: "servo",
      }),
    ],
  ),
  machine(
    "packer-1",
    {
      model: "SIM-PACK-10",
      serialNumber: "SIM-PCK-2401",
      deviceClass: "PackagingMachine",
      yearOfConstruction: 2023,
    },
    {},
    [
      ["CartonCount", "count.carton", "UInt32"],
      ["CartonId", "carton.id", "String"],
      ["OrderId", "order.id", "String"],
      ["CartonCycleTime", "duration.cycle", "Double"],
      ...alarms({ AlarmJam: "jam" }),
    ],
  ),
];
