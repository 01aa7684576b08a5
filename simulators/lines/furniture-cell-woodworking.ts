// The OPC UA server of the furniture cell as data: which point of the plant stands at which member of the woodworking
// model. Names of flags and values are the specification's; what it has no name for is ManufacturerSpecific.

import type { CompanionServer, OpcUaType, WoodworkingMachine } from "../exposure.ts";
import { unitFlags } from "../plant/furniture/cell-points.ts";

const NAMESPACE = "urn:lineproof-sim:furniture";

type Specific = readonly [browseName: string, point: string, type: OpcUaType];

function machine(
  id: string,
  identification: Pick<
    WoodworkingMachine["identification"],
    "model" | "serialNumber" | "deviceClass" | "yearOfConstruction"
  >,
  specific: readonly Specific[],
): WoodworkingMachine {
  const point = (name: string): string => `${id}.${name}`;
  return {
    kind: "woodworking",
    browseName: id,
    identification: {
      manufacturer: "Lineproof simulator",
      productInstanceUri: `${NAMESPACE}:${identification.serialNumber}`,
      ...identification,
    },
    overview: { currentState: point("state"), currentMode: point("mode") },
    flags: Object.fromEntries(unitFlags.map((flag) => [flag, point(`flag.${flag}`)])),
    values: {
      AbsolutePiecesIn: point("pieces.in"),
      AbsolutePiecesOut: point("output.total"),
      AbsoluteRunsGood: point("runs.good"),
      AbsoluteRunsAborted: point("runs.aborted"),
      AbsoluteRunsTotal: point("runs.total"),
      AbsolutePowerPresentTime: point("time.powerPresent"),
      AbsoluteMachineOnTime: point("time.machineOn"),
      AbsoluteStandbyTime: point("time.standby"),
      AbsoluteReadyTime: point("time.ready"),
      AbsoluteWorkingTime: point("time.working"),
      AbsoluteErrorTime: point("time.error"),
      // Nothing is made outside the state Working.
      AbsoluteProductionTime: point("time.working"),
      FeedSpeed: point("speed.feed"),
    },
    specific: specific.map(([browseName, name, type]) => ({
      browseName,
      point: point(name),
      type,
    })),
  };
}

export const furnitureWoodworking: CompanionServer = {
  kind: "companion",
  namespace: NAMESPACE,
  machines: [
    machine(
      "cnc-1",
      {
        model: "SIM-NEST-2412",
        serialNumber: "SIM-CNC-2401",
        deviceClass: "NestingCenter",
        yearOfConstruction: 2024,
      },
      [
        ["SpindleSpeed", "speed.spindle", "Double"],
        ["SpindleLoad", "load.spindle", "Double"],
        ["VacuumPressure", "pressure.vacuum", "Double"],
        ["DustPressure", "pressure.dust", "Double"],
        ["SheetCount", "count.sheet", "UInt32"],
        ["PartsGood", "output.good", "UInt32"],
        ["PartsRejected", "output.rejected", "UInt32"],
        ["MaterialYield", "quality.yield", "Double"],
        ["Oee", "oee", "Double"],
        ["ToolNumber", "tool.number", "UInt16"],
        ["ToolMetres", "length.tool", "Double"],
        ["CuttingMetres", "length.cut", "Double"],
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
      [
        ["SpindleCurrent", "current.spindle", "Double"],
        ["HoleCount", "count.hole", "UInt32"],
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
      [["CartonCount", "count.carton", "UInt32"]],
    ),
  ],
};
