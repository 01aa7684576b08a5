// How a simulated line shows its points on the wire: Modbus devices and OPC UA address spaces, as data
// that the servers carry out. Independent of anything the gateway knows.
import type { ModbusUnit } from "./modbus-units.ts";

/** Built-in OPC UA types that machines of these lines use (Part 6 §5.1.2). */
export type OpcUaType =
  | "Boolean"
  | "Int16"
  | "Int32"
  | "UInt16"
  | "UInt32"
  | "UInt64"
  | "Float"
  | "Double"
  | "String";

export type OpcUaVariable = {
  /** Point of the plant. */
  readonly point: string;
  /** Identifier without namespace, e.g. `s="DB_Press"."Zone"[1]."Temp"` (quotes are part of it). */
  readonly identifier: string;
  /** Browse names of the folders above it, from Objects, in the server's own namespace. */
  readonly folder: readonly string[];
  readonly browseName: string;
  readonly type: OpcUaType;
};

/** A server like that of a Siemens S7-1500 (docs of the CPU's OPC UA server). */
export type ControllerServer = {
  readonly kind: "controller";
  /** e.g. `http://www.siemens.com/simatic-s7-opcua`. */
  readonly namespace: string;
  readonly variables: readonly OpcUaVariable[];
  /** Shown as BuildInfo. */
  readonly product: { readonly maker: string; readonly name: string; readonly version: string };
};

/** What the maker fixed about a machine: constant, and nobody can write it. */
export type MachineIdentification = {
  readonly manufacturer: string;
  readonly model: string;
  /** `SIM-…`: simulated machines declare themselves. */
  readonly serialNumber: string;
  readonly productInstanceUri: string;
  readonly deviceClass: string;
  readonly yearOfConstruction: number;
};

/** What a companion specification has no name for; stands in the server's own namespace. */
export type SpecificMember = {
  readonly point: string;
  readonly browseName: string;
  readonly type: OpcUaType;
};

/** Names of one part of a specification, e.g. `FeedSpeed`, to points of the plant. */
export type SpecifiedMembers = Readonly<Record<string, string>>;

type Machine = {
  /** Under Objects/Machines. */
  readonly browseName: string;
  readonly identification: MachineIdentification;
  readonly specific: readonly SpecificMember[];
};

/** Building blocks of OPC 40001-1 that any machine may have. */
export type MachineryBlocks = {
  /** MachineryItemState: 0 NotAvailable, 1 OutOfService, 2 NotExecuting, 3 Executing. */
  readonly itemState?: string;
  /** MachineryOperationMode: 0 None, 1 Maintenance, 2 Setup, 3 Processing. */
  readonly operationMode?: string;
  /** `PowerOnDuration` and `OperationDuration`, ms; `OperationCycleCounter`. */
  readonly counters?: SpecifiedMembers;
};

/** WwMachineType of OPC 40550-1. */
export type WoodworkingMachine = Machine & {
  readonly kind: "woodworking";
  /** WwUnitStateEnumeration 0..4 and WwUnitModeEnumeration 0..5. */
  readonly overview: { readonly currentState: string; readonly currentMode: string };
  /** All names of IWwUnitFlagsType, to Boolean points; the mandatory nine are demanded. */
  readonly flags: SpecifiedMembers;
  /** All names of IWwUnitValuesType, to numeric points: m/min, parts/min, %, ms, mm, pieces. */
  readonly values: SpecifiedMembers;
  readonly machinery?: MachineryBlocks;
};

/** A part of a machine tool that is watched: names of its type to points. */
export type MonitoredElement = { readonly browseName: string; readonly members: SpecifiedMembers };

/** MachineToolType of OPC 40501-1. */
export type MachineTool = Machine & {
  readonly kind: "machine-tool";
  /** Shown in MachineryBuildingBlocks and at Monitoring/MachineTool. */
  readonly machinery?: MachineryBlocks;
  /** MachineOperationMonitoringType: `OperationMode` (0..5, demanded), `PowerOnDuration` h, `FeedOverride` %, `IsWarmUp`. */
  readonly monitoring: SpecifiedMembers;
  /** ChannelMonitoringType: `ChannelState` 0..2, `ChannelMode`, `FeedOverride` % demanded; `RapidOverride` %. */
  readonly channels: readonly MonitoredElement[];
  /** SpindleMonitoringType: `IsRotating` demanded; `Override` %, `IsUsedAsAxis`. */
  readonly spindles: readonly MonitoredElement[];
  /** Lamps from bottom to top (IA BasicStacklightType), each a Boolean point: is it lit. */
  readonly stacklight?: readonly {
    readonly color: "red" | "yellow" | "green" | "blue" | "white";
    readonly point: string;
  }[];
  /** ProductionActiveProgramType; state: 0 Initializing, 1 Running, 2 Ended, 3 Interrupted, 4 Aborted. */
  readonly activeProgram: {
    readonly name: string;
    readonly state: string;
    readonly numberInList: string;
    readonly jobIdentifier?: string;
  };
  /** ProductionStatisticsType: point of PartsProducedInLifetime. */
  readonly partsProduced?: string;
  /** ToolType entries of Equipment/Tools: tool number, Boolean, and ToolLocked 0..5 are points. */
  readonly tools?: readonly {
    readonly browseName: string;
    readonly controlIdentifier: string;
    readonly locked: string;
    readonly reasonForLocking: string;
  }[];
};

/** A measured value of a machine: AnalogUnitRangeType. */
export type AnalogItem = {
  readonly point: string;
  readonly browseName: string;
  readonly type: "Float" | "Double";
  /** UNECE Recommendation 20 code, e.g. `CEL`; how people write it, e.g. `°C`. */
  readonly unit: { readonly code: string; readonly symbol: string };
  readonly range: readonly [low: number, high: number];
};

/** Any other machine: building blocks of OPC 40001-1 only. */
export type MachineryMachine = Machine & {
  readonly kind: "machinery";
  readonly machinery: MachineryBlocks;
  /** Monitoring/Process and Monitoring/Consumption. */
  readonly process: readonly AnalogItem[];
  readonly consumption: readonly AnalogItem[];
};

export type CompanionMachine = WoodworkingMachine | MachineTool | MachineryMachine;

/** A server whose machines follow companion specifications. */
export type CompanionServer = {
  readonly kind: "companion";
  /** Namespace of the machines' own instances, e.g. `urn:lineproof-sim:furniture`. */
  readonly namespace: string;
  readonly machines: readonly CompanionMachine[];
};

export type OpcUaExposure = ControllerServer | CompanionServer;

/** Everything of one line that answers on a network. */
export type Exposure = {
  readonly modbus: readonly ModbusUnit[];
  readonly opcua: OpcUaExposure | null;
};
