// The machines of the cell that are no woodworking machines on the wire, as data: the beam saw as a machine tool
// (OPC 40501-1), the sorting cell and the compressor with the building blocks of Machinery (OPC 40001-1).

import type { AnalogItem, MachineryMachine, MachineTool } from "../wire/exposure.ts";
import { identify, specificMembers } from "./furniture-cell-woodworking.ts";

const saw = (name: string): string => `saw-1.${name}`;
const sorter = (name: string): string => `sorter-1.${name}`;
const compressor = (name: string): string => `compressor-1.${name}`;

const beamSaw: MachineTool = {
  kind: "machine-tool",
  browseName: "saw-1",
  identification: identify({
    model: "SIM-SAW-3200",
    serialNumber: "SIM-SAW-2401",
    deviceClass: "PanelSaw",
    yearOfConstruction: 2022,
  }),
  machinery: {
    itemState: saw("state.item"),
    operationMode: saw("mode.operation"),
    counters: {
      PowerOnDuration: saw("time.machineOn"),
      OperationDuration: saw("time.working"),
      OperationCycleCounter: saw("runs.good"),
    },
  },
  monitoring: {
    OperationMode: saw("mode.tool"),
    PowerOnDuration: saw("time.on.hours"),
    FeedOverride: saw("override.feed"),
  },
  channels: [
    {
      browseName: "Carriage",
      members: {
        ChannelState: saw("state.channel"),
        ChannelMode: saw("mode.channel"),
        FeedOverride: saw("override.feed"),
      },
    },
  ],
  spindles: [
    {
      browseName: "Blade",
      members: { IsRotating: saw("blade.rotating"), Override: saw("override.spindle") },
    },
  ],
  stacklight: [
    { color: "green", point: saw("lamp.green") },
    { color: "yellow", point: saw("lamp.yellow") },
    { color: "red", point: saw("lamp.red") },
  ],
  activeProgram: {
    name: saw("program.name"),
    state: saw("state.program"),
    numberInList: saw("program.number"),
    jobIdentifier: saw("order.id"),
  },
  partsProduced: saw("output.total"),
  specific: specificMembers("saw-1", [
    ["FeedSpeed", "speed.feed", "Double"],
    ["FeedSpeedSet", "speed.feed.sp", "Double"],
    ["BladeCurrent", "current.blade", "Double"],
    ["BookHeight", "height.book", "Double"],
    ["CutCount", "count.cut", "UInt32"],
    ["BladeMetres", "length.blade", "Double"],
    ["BookCycleTime", "duration.cycle", "Double"],
    ["AlarmAir", "alarm.air", "Boolean"],
    ["AlarmSuction", "alarm.suction", "Boolean"],
    ["AlarmCurtain", "alarm.curtain", "Boolean"],
    ["AlarmClamp", "alarm.clamp", "Boolean"],
    ["AlarmEmergency", "alarm.emergency", "Boolean"],
  ]),
};

const sortingCell: MachineryMachine = {
  kind: "machinery",
  browseName: "sorter-1",
  identification: identify({
    model: "SIM-SORT-240",
    serialNumber: "SIM-SRT-2401",
    deviceClass: "SortingCell",
    yearOfConstruction: 2024,
  }),
  machinery: {
    itemState: sorter("state.item"),
    operationMode: sorter("mode.operation"),
    counters: {
      PowerOnDuration: sorter("time.machineOn"),
      OperationDuration: sorter("time.working"),
      OperationCycleCounter: sorter("count.robot"),
    },
  },
  process: [item(sorter("level.buffer"), "BufferLevel", ["C62", "1"], [0, 240])],
  consumption: [],
  specific: specificMembers("sorter-1", [
    ["RobotCycles", "count.robot", "UInt32"],
    ["MisSorted", "count.missort", "UInt32"],
    ["PiecesIn", "pieces.in", "UInt32"],
    ["PiecesOut", "output.total", "UInt32"],
    ["OpenCabinets", "count.cabinet.open", "UInt16"],
    ["OrderCompleteness", "quality.completeness", "Double"],
    ["CycleTime", "duration.cycle", "Double"],
    ["AlarmCurtain", "alarm.curtain", "Boolean"],
    ["AlarmGripper", "alarm.gripper", "Boolean"],
  ]),
};

const airCompressor: MachineryMachine = {
  kind: "machinery",
  browseName: "compressor-1",
  identification: identify({
    model: "SIM-SCREW-15",
    serialNumber: "SIM-AIR-2401",
    deviceClass: "Compressor",
    yearOfConstruction: 2022,
  }),
  machinery: {
    itemState: compressor("state.item"),
    operationMode: compressor("mode.operation"),
  },
  process: [item(compressor("pressure.air"), "AirPressure", ["BAR", "bar"], [0, 16])],
  consumption: [item(compressor("power.motor"), "MotorPower", ["KWT", "kW"], [0, 40])],
  specific: specificMembers("compressor-1", [
    ["LoadState", "state", "Int32"],
    ["LoadCycles", "count.load", "UInt32"],
    ["AlarmAir", "alarm.air", "Boolean"],
    ["AlarmTrip", "alarm.trip", "Boolean"],
  ]),
};

function item(
  point: string,
  browseName: string,
  [code, symbol]: readonly [code: string, symbol: string],
  range: AnalogItem["range"],
): AnalogItem {
  return { point, browseName, type: "Double", unit: { code, symbol }, range };
}

export const otherMachines = [beamSaw, sortingCell, airCompressor] as const;
