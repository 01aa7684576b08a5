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

/** One machine under Objects/Machines, WwMachineType of OPC 40550-1. Members name points of the plant. */
export type WoodworkingMachine = {
  readonly browseName: string;
  readonly identification: {
    readonly manufacturer: string;
    readonly model: string;
    readonly serialNumber: string;
    readonly productInstanceUri: string;
    readonly deviceClass: string;
    readonly yearOfConstruction: number;
  };
  /** WwUnitStateEnumeration 0..4 and WwUnitModeEnumeration 0..5. */
  readonly overview: { readonly currentState: string; readonly currentMode: string };
  /** Flag name of the specification, e.g. `RecipeInRun`, to a Boolean point. */
  readonly flags: Readonly<Record<string, string>>;
  /** Value name of the specification, e.g. `FeedSpeed`, `AbsolutePiecesOut`, to a numeric point. */
  readonly values: Readonly<Record<string, string>>;
  /** ManufacturerSpecific: what the specification has no name for. */
  readonly specific: readonly {
    readonly point: string;
    readonly browseName: string;
    readonly type: OpcUaType;
  }[];
};

export type WoodworkingServer = {
  readonly kind: "woodworking";
  /** Namespace of the machine's own instances, e.g. `urn:lineproof-sim:furniture`. */
  readonly namespace: string;
  readonly machines: readonly WoodworkingMachine[];
};

export type OpcUaExposure = ControllerServer | WoodworkingServer;

/** Everything of one line that answers on a network. */
export type Exposure = {
  readonly modbus: readonly ModbusUnit[];
  readonly opcua: OpcUaExposure | null;
};
