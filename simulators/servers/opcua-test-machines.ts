// For tests of companion servers: one machine of each kind with every member that the specifications name,
// and a plant of points that fit. Names are those of OPC 40550-1 §7, 40501-1 §8 and 40001-1 §10.

import type { PointValue } from "../plant/plant.ts";
import type {
  CompanionServer,
  MachineIdentification,
  MachineryMachine,
  MachineTool,
  SpecifiedMembers,
  WoodworkingMachine,
} from "../wire/exposure.ts";

const mandatoryFlags: readonly string[] = (
  "Alarm Calibrated Emergency Error MachineInitialized MachineOn PowerPresent RecipeInRun " +
  "Warning"
).split(" ");

const optionalFlags: readonly string[] = (
  "AirPresent DustChipSuction EnergySaving ExternalEmergency FeedRuns Hold LoadingEnabled " +
  "MaintenanceRequired ManualActivityRequired Moving RecipeInHold RecipeInSetup Remote Safety " +
  "WaitLoad WaitUnload WorkpiecePresent"
).split(" ");

const times = (
  "MachineOn PowerPresent Standby Ready Working Error Production ProductionWaitWorkpiece " +
  "ProductionWithoutWorkpiece"
).split(" ");
const pieces = "PiecesIn PiecesOut RunsGood RunsAborted RunsTotal Length".split(" ");

const woodworkingValues: readonly string[] = [
  ..."FeedSpeed ActualCycle AxisOverride SpindleOverride AbsoluteMachineOffTime".split(" "),
  ...["Absolute", "Relative"].flatMap((since) => [
    ...times.map((name) => `${since}${name}Time`),
    ...pieces.map((name) => `${since}${name}`),
  ]),
];

/** Each name to a point of the machine. */
const named = (machine: string, names: readonly string[]): SpecifiedMembers =>
  Object.fromEntries(names.map((name) => [name, `${machine}.${name}`]));

const identification = (model: string): MachineIdentification => ({
  manufacturer: "Lineproof simulator",
  model: `${model} (simulated)`,
  serialNumber: `SIM-${model}`,
  productInstanceUri: `urn:lineproof-sim:${model}`,
  deviceClass: model,
  yearOfConstruction: 2024,
});

const blocks = (machine: string) => ({
  itemState: `${machine}.itemState`,
  operationMode: `${machine}.operationMode`,
  counters: named(machine, ["PowerOnDuration", "OperationDuration", "OperationCycleCounter"]),
});

export const saw: WoodworkingMachine = {
  kind: "woodworking",
  browseName: "saw-1",
  identification: identification("SAW"),
  overview: { currentState: "saw-1.state", currentMode: "saw-1.mode" },
  flags: named("saw-1", [...mandatoryFlags, ...optionalFlags]),
  values: named("saw-1", woodworkingValues),
  machinery: blocks("saw-1"),
  specific: [{ point: "saw-1.blade", browseName: "BladeTemperature", type: "Double" }],
};

export const mill: MachineTool = {
  kind: "machine-tool",
  browseName: "mill-1",
  identification: identification("MILL"),
  machinery: blocks("mill-1"),
  monitoring: {
    OperationMode: "mill-1.mode",
    PowerOnDuration: "mill-1.hours",
    FeedOverride: "mill-1.feed",
    IsWarmUp: "mill-1.warmUp",
  },
  channels: [
    {
      browseName: "Channel1",
      members: {
        ChannelState: "mill-1.channel.state",
        ChannelMode: "mill-1.channel.mode",
        FeedOverride: "mill-1.feed",
        RapidOverride: "mill-1.rapid",
      },
    },
  ],
  spindles: [
    {
      browseName: "Spindle1",
      members: { IsRotating: "mill-1.rotating", Override: "mill-1.spindle" },
    },
  ],
  stacklight: [
    { color: "green", point: "mill-1.green" },
    { color: "red", point: "mill-1.red" },
  ],
  activeProgram: {
    name: "mill-1.program",
    state: "mill-1.program.state",
    numberInList: "mill-1.program.number",
    jobIdentifier: "mill-1.job",
  },
  partsProduced: "mill-1.parts",
  tools: [
    {
      browseName: "T1",
      controlIdentifier: "mill-1.tool",
      locked: "mill-1.tool.locked",
      reasonForLocking: "mill-1.tool.reason",
    },
  ],
  specific: [{ point: "mill-1.coolant", browseName: "CoolantPressure", type: "Float" }],
};

export const oven: MachineryMachine = {
  kind: "machinery",
  browseName: "oven-1",
  identification: identification("OVEN"),
  machinery: blocks("oven-1"),
  process: [
    {
      point: "oven-1.zone",
      browseName: "Zone1",
      type: "Float",
      unit: { code: "CEL", symbol: "°C" },
      range: [0, 300],
    },
  ],
  consumption: [
    {
      point: "oven-1.power",
      browseName: "ElectricPower",
      type: "Double",
      unit: { code: "KWT", symbol: "kW" },
      range: [0, 500],
    },
  ],
  specific: [{ point: "oven-1.doors", browseName: "Doors", type: "UInt16" }],
};

export const testMachines: CompanionServer = {
  kind: "companion",
  namespace: "urn:lineproof-sim:test-machines",
  machines: [saw, mill, oven],
};

const blockValues = (machine: string): Readonly<Record<string, PointValue>> => ({
  [`${machine}.itemState`]: 3,
  [`${machine}.operationMode`]: 3,
  [`${machine}.PowerOnDuration`]: 7_200_000.5,
  [`${machine}.OperationDuration`]: 3_600_000,
  [`${machine}.OperationCycleCounter`]: 4_711,
});

/** A value of every point of the three machines. */
export const testMachineValues: Readonly<Record<string, PointValue>> = {
  ...Object.fromEntries(Object.values(saw.flags).map((point) => [point, false])),
  ...Object.fromEntries(Object.values(saw.values).map((point, n) => [point, 1_000 + n])),
  "saw-1.state": 0,
  "saw-1.mode": 1,
  "saw-1.FeedSpeed": 12.25,
  "saw-1.blade": 41.5,
  "mill-1.mode": 1,
  "mill-1.hours": 812,
  "mill-1.feed": 95,
  "mill-1.warmUp": false,
  "mill-1.channel.state": 0,
  "mill-1.channel.mode": 0,
  "mill-1.rapid": 100,
  "mill-1.rotating": true,
  "mill-1.spindle": 110,
  "mill-1.green": true,
  "mill-1.red": false,
  "mill-1.program": "DOOR_600x720.MPF",
  "mill-1.program.state": 1,
  "mill-1.program.number": 0,
  "mill-1.job": "SIM-JOB-1",
  "mill-1.parts": 90_210,
  "mill-1.tool": 1001,
  "mill-1.tool.locked": false,
  "mill-1.tool.reason": 0,
  "mill-1.coolant": 5.5,
  "oven-1.zone": 231.5,
  "oven-1.power": 212.25,
  "oven-1.doors": 2,
  ...blockValues("saw-1"),
  ...blockValues("mill-1"),
  ...blockValues("oven-1"),
};
