// Companion specifications whose machines are recognised by their type: one line each. Numbers are those of the
// official nodesets (github.com/OPCFoundation/UA-Nodeset).

export const uris = {
  di: "http://opcfoundation.org/UA/DI/",
  machinery: "http://opcfoundation.org/UA/Machinery/",
  woodworking: "http://opcfoundation.org/UA/Woodworking/",
  machineTool: "http://opcfoundation.org/UA/MachineTool/",
  packMl: "http://opcfoundation.org/UA/PackML/",
} as const;

export type CompanionModel = {
  /** The specification and its type, for people. */
  readonly name: string;
  /** Node of the object type; types derived from it count too. */
  readonly type: string;
  readonly template: string;
};

export const models: readonly CompanionModel[] = [
  {
    name: "OPC 40550-1 WwMachineType",
    type: `nsu=${uris.woodworking};i=2`,
    template: "ww-machine",
  },
  {
    name: "OPC 40501-1 MachineToolType",
    type: `nsu=${uris.machineTool};i=13`,
    template: "opcua-machinetool",
  },
  {
    name: "OPC 30050 PackMLBaseObjectType",
    type: `nsu=${uris.packMl};i=6`,
    template: "opcua-packml",
  },
];

/** A machine of any trade: told by the Identification add-in of this type (OPC 40001-1 §8). */
export const machinery = {
  name: "OPC 40001-1 MachineIdentificationType",
  identificationType: `nsu=${uris.machinery};i=1012`,
  template: "opcua-machinery",
} as const;

/** Folders where machines stand: Machines, DeviceSet, PackMLObjects. */
export const machineFolders: readonly string[] = [
  `nsu=${uris.machinery};i=1001`,
  `nsu=${uris.di};i=5001`,
  `nsu=${uris.packMl};i=72`,
];
