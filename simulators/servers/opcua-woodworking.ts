// A woodworking machine (OPC 40550-1): an instance of WwMachineType, made from the nodeset itself.
// CurrentState is a point like all others: the plant says it, nothing here derives it.

import { coerceNodeId, type UAObject, type UAObjectType } from "node-opcua";
import type { SpecifiedMembers, WoodworkingMachine } from "../wire/exposure.ts";
import type { OpcUaBinding } from "./opcua-binding.ts";
import { addBuildingBlocks, blockProblems } from "./opcua-building-blocks.ts";
import { type CompanionSpace, childAt, variableAt, WOODWORKING } from "./opcua-companion-space.ts";
import { PERCENT, setUnit, type Unit } from "./opcua-engineering-unit.ts";
import { identify } from "./opcua-identification.ts";
import { memberProblems } from "./opcua-members.ts";

/** Names of flags and values that the specification lacks or demands. */
export function woodworkingProblems(space: CompanionSpace, machine: WoodworkingMachine): string[] {
  const type = machineType(space);
  const problems = (folder: "Flags" | "Values", given: SpecifiedMembers): string[] => {
    const declared = childAt(type, ["State", "Machine", folder])
      .getComponents()
      .map(({ browseName, modellingRule }) => ({
        name: browseName.name ?? "",
        mandatory: modellingRule === "Mandatory",
      }));
    return memberProblems(`${machine.browseName}.${folder}`, declared, given);
  };
  return [
    ...problems("Flags", machine.flags),
    ...problems("Values", machine.values),
    ...blockProblems(space, machine.browseName, machine.machinery ?? {}),
  ];
}

export function addWoodworking(space: CompanionSpace, machine: WoodworkingMachine): OpcUaBinding[] {
  const type = machineType(space);
  const { overview, flags, values, specific } = machine;
  const node = type.instantiate({
    browseName: machine.browseName,
    namespace: space.own,
    nodeId: coerceNodeId(`ns=${space.own.index};s=${machine.browseName}`),
    organizedBy: space.machines(),
    optionals: [
      ...[["Flags"], ...Object.keys(flags).map((name) => ["Flags", name])],
      ...[["Values"], ...Object.keys(values).flatMap(valueParts)],
    ]
      .map((path) => ["State", "Machine", ...path].join("."))
      .concat(specific.length > 0 ? ["ManufacturerSpecific"] : [])
      .concat(machine.machinery === undefined ? [] : ["MachineryBuildingBlocks"]),
  });
  copyInterfaces(type, node);
  identify(childAt(node, ["Identification"]), machine.identification);
  const unit = childAt(node, ["State", "Machine"]);
  setUnits(unit, Object.keys(values));
  return [
    ...space.bindMembers(childAt(unit, ["Overview"]), {
      CurrentState: overview.currentState,
      CurrentMode: overview.currentMode,
    }),
    ...space.bindMembers(childAt(unit, ["Flags"]), flags),
    ...space.bindMembers(childAt(unit, ["Values"]), values),
    ...addBuildingBlocks(space, node, machine.machinery ?? {}).bindings,
    ...(specific.length === 0
      ? []
      : space.bindSpecific(childAt(node, ["ManufacturerSpecific"]), specific)),
  ];
}

function machineType(space: CompanionSpace): UAObjectType {
  return space.objectType(WOODWORKING, "WwMachineType");
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

/** Units of the values (OPC 40550-1 §7.6): lengths in mm, times in ms. */
const UNITS: readonly (readonly [ending: RegExp, unit: Unit])[] = [
  [/Time$/, { code: "C26", symbol: "ms" }],
  [/Length$/, { code: "MMT", symbol: "mm" }],
  [/Override$/, PERCENT],
  [/^FeedSpeed$/, { code: "2X", symbol: "m/min" }],
];

function unitOf(value: string): Unit | undefined {
  return UNITS.find(([ending]) => ending.test(value))?.[1];
}

function valueParts(name: string): readonly string[][] {
  const value = ["Values", name];
  return unitOf(name) === undefined ? [value] : [value, [...value, "EngineeringUnits"]];
}

function setUnits(unit: UAObject, values: readonly string[]): void {
  for (const name of values) {
    const engineering = unitOf(name);
    if (engineering !== undefined) setUnit(variableAt(unit, ["Values", name]), engineering);
  }
}
