// What the builders of companion machines share: the address space with its models by URI, members of the
// specification bound to points, and constants that the maker fixed. Types come from the nodesets, so names,
// data types and what is mandatory are the specification's.

import {
  AccessLevelFlag,
  type AddressSpace,
  coerceNodeId,
  DataType,
  type Namespace,
  resolveNodeId,
  type UAObject,
  type UAObjectType,
  type UAVariable,
} from "node-opcua";
import type { OpcUaType, SpecificMember, SpecifiedMembers } from "../wire/exposure.ts";
import { bindType, type OpcUaBinding } from "./opcua-binding.ts";
import { bindEnumeration } from "./opcua-enumeration.ts";

export const DI = "http://opcfoundation.org/UA/DI/";
export const IA = "http://opcfoundation.org/UA/IA/";
export const MACHINERY = "http://opcfoundation.org/UA/Machinery/";
export const MACHINE_TOOL = "http://opcfoundation.org/UA/MachineTool/";
export const WOODWORKING = "http://opcfoundation.org/UA/Woodworking/";

/** Machines, Machinery i=1001 (OPC 40001-1 §9.2). */
const MACHINES_ID = 1001;

export class CompanionSpace {
  readonly space: AddressSpace;
  /** Of the machines' own instances. */
  readonly own: Namespace;

  constructor(space: AddressSpace, own: Namespace) {
    this.space = space;
    this.own = own;
  }

  objectType(uri: string, name: string): UAObjectType {
    const type = this.space.findObjectType(name, this.index(uri));
    if (type === null) throw new Error(`${uri} holds no ${name}`);
    return type;
  }

  index(uri: string): number {
    return this.space.getNamespaceIndex(uri);
  }

  machines(): UAObject {
    const id = coerceNodeId(`ns=${this.index(MACHINERY)};i=${MACHINES_ID}`);
    return this.space.findNode(id) as UAObject;
  }

  /** Below a machine's own text id, as makers number their nodes. */
  idBelow(parent: UAObject, name: string): string {
    return `${parent.nodeId.toString()}.${name}`;
  }

  bind(variable: UAVariable, point: string): OpcUaBinding {
    const dataType = this.space.findDataType(variable.dataType);
    if (dataType?.isEnumeration() === true) return bindEnumeration(variable, dataType, point);
    const basic = this.space.findCorrespondingBasicDataType(variable.dataType);
    return bindType(variable, DataType[basic] as OpcUaType, point);
  }

  bindMembers(parent: UAObject, members: SpecifiedMembers): OpcUaBinding[] {
    return Object.entries(members).map(([name, point]) =>
      this.bind(variableAt(parent, [name]), point),
    );
  }

  /** Variables without a name in the specification, in the own namespace. */
  bindSpecific(folder: UAObject, specific: readonly SpecificMember[]): OpcUaBinding[] {
    return specific.map(({ point, browseName, type }) => {
      const variable = this.own.addVariable({
        componentOf: folder,
        nodeId: this.idBelow(folder, browseName),
        browseName,
        dataType: type,
        accessLevel: "CurrentRead",
        userAccessLevel: "CurrentRead",
      });
      return bindType(variable, type, point);
    });
  }

  /** A folder of the own namespace for what the maker adds. */
  specificFolder(machine: UAObject): UAObject {
    return this.addFolder(machine, "ManufacturerSpecific", this.own.index);
  }

  addFolder(parent: UAObject, name: string, namespaceIndex: number): UAObject {
    return this.own.addObject({
      componentOf: parent,
      browseName: { name, namespaceIndex },
      nodeId: this.idBelow(parent, name),
      typeDefinition: "FolderType",
    });
  }
}

export function childAt(node: UAObject | UAObjectType, path: readonly string[]): UAObject {
  let child: UAObject | UAObjectType = node;
  for (const name of path) {
    const next = child.getChildByName(name);
    if (next === null) throw new Error(`${child.nodeId}: no ${name} of ${path.join("/")}`);
    child = next as UAObject;
  }
  return child as UAObject;
}

export function variableAt(node: UAObject, path: readonly string[]): UAVariable {
  return childAt(node, path) as unknown as UAVariable;
}

export function setConstant(
  variable: UAVariable,
  dataType: DataType,
  value: string | number | boolean,
): void {
  const shown = dataType === DataType.LocalizedText ? { text: `${value}`, locale: "en" } : value;
  variable.setValueFromSource({ dataType, value: shown });
}

/** An instance of a variable with an abstract type, e.g. UInteger, shows a concrete one (Part 3 §5.6.2). */
export function makeConcrete(variable: UAVariable, dataType: DataType): void {
  variable.dataType = resolveNodeId(DataType[dataType]);
}

/** Where a specification leaves writing to the maker: this one lets nobody. */
export function makeReadOnly(variable: UAVariable): void {
  variable.accessLevel = AccessLevelFlag.CurrentRead;
  variable.userAccessLevel = AccessLevelFlag.CurrentRead;
}
