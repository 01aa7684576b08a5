// The address space of woodworking machines (OPC 40550-1): each an instance of WwMachineType under
// Machinery's Machines, made from the nodeset itself, so that names, types and what is mandatory are the
// specification's. CurrentState is a point like all others: the plant says it, nothing here derives it.

import {
  type AddressSpace,
  coerceNodeId,
  DataType,
  type Namespace,
  type UAObject,
  type UAObjectType,
  type UAVariable,
} from "node-opcua";
import type { OpcUaType, WoodworkingMachine, WoodworkingServer } from "../exposure.ts";
import { type OpcUaBinding, refuseProblems } from "./opcua-binding.ts";

const WOODWORKING = "http://opcfoundation.org/UA/Woodworking/";
const MACHINERY = "http://opcfoundation.org/UA/Machinery/";
/** Machines, Machinery i=1001 (OPC 40001-1 §8.2). */
const MACHINES_ID = 1001;

/** Throws SIMULATORS_EXPOSURE_INVALID naming each member that the specification does not have or demands. */
export function addWoodworking(space: AddressSpace, server: WoodworkingServer): OpcUaBinding[] {
  const namespace = space.registerNamespace(server.namespace);
  const type = space.findObjectType("WwMachineType", space.getNamespaceIndex(WOODWORKING));
  const machines = space.findNode(
    coerceNodeId(`ns=${space.getNamespaceIndex(MACHINERY)};i=${MACHINES_ID}`),
  );
  if (type === null || machines === null) throw new Error("the nodesets hold no WwMachineType");
  refuseProblems(server.machines.flatMap((machine) => memberProblems(type, machine)));
  return server.machines.flatMap((machine) => {
    const node = type.instantiate({
      browseName: machine.browseName,
      namespace,
      nodeId: coerceNodeId(`ns=${namespace.index};s=${machine.browseName}`),
      organizedBy: machines,
      optionals: [
        "State.Machine.Flags",
        ...Object.keys(machine.flags).map((name) => `State.Machine.Flags.${name}`),
        "State.Machine.Values",
        ...Object.keys(machine.values).map((name) => `State.Machine.Values.${name}`),
        ...(machine.specific.length > 0 ? ["ManufacturerSpecific"] : []),
      ],
    });
    copyInterfaces(type, node);
    identify(node, machine);
    return [
      ...stateBindings(space, node, machine),
      ...specificBindings(namespace, node, machine.specific),
    ];
  });
}

/** The instance states the interfaces of its type's parts (Part 3 §6.9), which instantiation leaves out. */
function copyInterfaces(type: UAObjectType, node: UAObject): void {
  for (const path of [
    [],
    ["Machine"],
    ...["Overview", "Flags", "Values"].map((n) => ["Machine", n]),
  ]) {
    const declared = childAt(type, ["State", ...path]);
    const part = childAt(node, ["State", ...path]);
    for (const { nodeId } of declared.findReferencesEx("HasInterface")) {
      part.addReference({ referenceType: "HasInterface", nodeId });
    }
  }
}

/** What the maker fixed; constant, and not writable (conformance unit "Mandatory Nodes"). */
function identify(node: UAObject, { identification: about }: WoodworkingMachine): void {
  const set = (name: string, dataType: DataType, value: string | number): void => {
    const shown = dataType === DataType.LocalizedText ? { text: `${value}`, locale: "en" } : value;
    variableAt(node, ["Identification", name]).setValueFromSource({ dataType, value: shown });
  };
  set("Manufacturer", DataType.LocalizedText, about.manufacturer);
  set("Model", DataType.LocalizedText, about.model);
  set("SerialNumber", DataType.String, about.serialNumber);
  set("ProductInstanceUri", DataType.String, about.productInstanceUri);
  set("DeviceClass", DataType.String, about.deviceClass);
  set("YearOfConstruction", DataType.UInt16, about.yearOfConstruction);
}

function stateBindings(
  space: AddressSpace,
  node: UAObject,
  { overview, flags, values }: WoodworkingMachine,
): OpcUaBinding[] {
  const bind = (folder: string, name: string, point: string): OpcUaBinding => {
    const variable = variableAt(node, ["State", "Machine", folder, name]);
    return { point, type: builtInType(space, variable), variable };
  };
  return [
    bind("Overview", "CurrentState", overview.currentState),
    bind("Overview", "CurrentMode", overview.currentMode),
    ...Object.entries(flags).map(([name, point]) => bind("Flags", name, point)),
    ...Object.entries(values).map(([name, point]) => bind("Values", name, point)),
  ];
}

function specificBindings(
  namespace: Namespace,
  node: UAObject,
  specific: WoodworkingMachine["specific"],
): OpcUaBinding[] {
  return specific.map(({ point, browseName, type }) => ({
    point,
    type,
    variable: namespace.addVariable({
      componentOf: childAt(node, ["ManufacturerSpecific"]),
      nodeId: coerceNodeId(
        `ns=${namespace.index};s=${node.browseName.name}-ManufacturerSpecific-${browseName}`,
      ),
      browseName,
      dataType: type,
      accessLevel: "CurrentRead",
      userAccessLevel: "CurrentRead",
    }),
  }));
}

/** Enumerations travel as Int32. */
function builtInType(space: AddressSpace, variable: UAVariable): OpcUaType {
  return DataType[space.findCorrespondingBasicDataType(variable.dataType)] as OpcUaType;
}

function childAt(node: UAObject | UAObjectType, path: readonly string[]): UAObject {
  let child: UAObject | UAObjectType = node;
  for (const name of path) child = child.getChildByName(name) as UAObject;
  return child as UAObject;
}

function variableAt(node: UAObject, path: readonly string[]): UAVariable {
  return childAt(node, path) as unknown as UAVariable;
}

function memberProblems(type: UAObjectType, machine: WoodworkingMachine): string[] {
  const problems = (folder: "Flags" | "Values", given: Readonly<Record<string, string>>) => {
    const members = childAt(type, ["State", "Machine", folder]).getComponents();
    const place = `${machine.browseName}.${folder}`;
    const names = new Set(members.map((member) => member.browseName.name));
    return [
      ...Object.keys(given)
        .filter((name) => !names.has(name))
        .map((name) => `${place}.${name}: 规范中没有 · not in the specification`),
      ...members
        .filter((member) => member.modellingRule === "Mandatory")
        .map((member) => member.browseName.name ?? "")
        .filter((name) => !(name in given))
        .map((name) => `${place}.${name}: 规范要求必有 · mandatory`),
    ];
  };
  return [...problems("Flags", machine.flags), ...problems("Values", machine.values)];
}
