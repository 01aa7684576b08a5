// A machine tool (OPC 40501-1): an instance of MachineToolType, made from the nodeset itself.

import { coerceNodeId, DataType, type UAObject, type UAObjectType } from "node-opcua";
import type { MachineTool, MonitoredElement } from "../wire/exposure.ts";
import type { OpcUaBinding } from "./opcua-binding.ts";
import { addBuildingBlocks, blockProblems } from "./opcua-building-blocks.ts";
import {
  type CompanionSpace,
  childAt,
  MACHINE_TOOL,
  setConstant,
  variableAt,
} from "./opcua-companion-space.ts";
import { PERCENT, setRange, setUnit } from "./opcua-engineering-unit.ts";
import { identificationMembers, identify } from "./opcua-identification.ts";
import { declaredVariables, memberProblems } from "./opcua-members.ts";
import { addStacklight } from "./opcua-stacklight.ts";
import { bindStateMachine } from "./opcua-state-machine.ts";

/** Override switches of machine tools go from 0 to 120 %. */
const OVERRIDE_RANGE = [0, 120] as const;
const ELEMENTS = { channels: "ChannelMonitoringType", spindles: "SpindleMonitoringType" } as const;

/** Names that the specification lacks or demands. */
export function machineToolProblems(space: CompanionSpace, machine: MachineTool): string[] {
  const declared = (name: string) => declaredVariables(space.objectType(MACHINE_TOOL, name));
  const place = `${machine.browseName}.Monitoring`;
  const elements = (["channels", "spindles"] as const).flatMap((kind) => {
    // Its name is that of the element and no point.
    const known = declared(ELEMENTS[kind]).filter(({ name }) => name !== "Name");
    return machine[kind].flatMap(({ browseName, members }) =>
      memberProblems(`${place}.${browseName}`, known, members),
    );
  });
  return [
    ...memberProblems(
      `${place}.MachineTool`,
      declared("MachineOperationMonitoringType"),
      machine.monitoring,
    ),
    ...elements,
    ...blockProblems(space, machine.browseName, machine.machinery ?? {}),
  ];
}

export function addMachineTool(space: CompanionSpace, machine: MachineTool): OpcUaBinding[] {
  const node = space.objectType(MACHINE_TOOL, "MachineToolType").instantiate({
    browseName: machine.browseName,
    namespace: space.own,
    nodeId: coerceNodeId(`ns=${space.own.index};s=${machine.browseName}`),
    organizedBy: space.machines(),
    optionals: optionalsOf(machine),
  });
  identify(childAt(node, ["Identification"]), machine.identification);
  return [
    ...monitor(space, node, machine),
    ...produce(space, node, machine),
    ...addTools(space, node, machine.tools ?? []),
    ...(machine.specific.length === 0
      ? []
      : space.bindSpecific(space.specificFolder(node), machine.specific)),
  ];
}

function optionalsOf(machine: MachineTool): string[] {
  const program = "Production.ActiveProgram";
  return [
    ...identificationMembers.map((name) => `Identification.${name}`),
    ...Object.keys(machine.monitoring).map((name) => `Monitoring.MachineTool.${name}`),
    ...(machine.activeProgram.jobIdentifier === undefined ? [] : [`${program}.JobIdentifier`]),
    ...(machine.partsProduced === undefined
      ? []
      : ["Production.Statistics", "Production.Statistics.PartsProducedInLifetime"]),
    ...(machine.machinery === undefined ? [] : ["MachineryBuildingBlocks"]),
    "Notification.Messages",
    "Equipment.Tools",
  ];
}

function monitor(space: CompanionSpace, node: UAObject, machine: MachineTool): OpcUaBinding[] {
  const monitoring = childAt(node, ["Monitoring"]);
  const tool = childAt(monitoring, ["MachineTool"]);
  const modeType = space.objectType(MACHINE_TOOL, "MachineOperationModeStateMachineType");
  const blocks = addBuildingBlocks(space, node, machine.machinery ?? {}, modeType);
  // The same add-ins stand in both places (OPC 40501-1 §8.1).
  for (const { nodeId } of blocks.addIns) tool.addReference({ referenceType: "HasAddIn", nodeId });
  setOverrides(tool, Object.keys(machine.monitoring));
  return [
    ...space.bindMembers(tool, machine.monitoring),
    ...blocks.bindings,
    ...(["channels", "spindles"] as const).flatMap((kind) => {
      const type = space.objectType(MACHINE_TOOL, ELEMENTS[kind]);
      return machine[kind].flatMap((element) => addElement(space, monitoring, type, element));
    }),
    ...addStacklight(space, monitoring, machine.stacklight ?? []),
  ];
}

function addElement(
  space: CompanionSpace,
  monitoring: UAObject,
  type: UAObjectType,
  { browseName, members }: MonitoredElement,
): OpcUaBinding[] {
  const node = type.instantiate({
    componentOf: monitoring,
    browseName,
    namespace: space.own,
    nodeId: space.idBelow(monitoring, browseName),
    optionals: Object.keys(members),
  });
  setConstant(variableAt(node, ["Name"]), DataType.String, browseName);
  setOverrides(node, Object.keys(members));
  return space.bindMembers(node, members);
}

function setOverrides(node: UAObject, members: readonly string[]): void {
  for (const name of members.filter((each) => each.endsWith("Override"))) {
    const variable = variableAt(node, [name]);
    setUnit(variable, PERCENT);
    setRange(variable, OVERRIDE_RANGE);
  }
}

function produce(
  space: CompanionSpace,
  node: UAObject,
  { activeProgram, partsProduced }: MachineTool,
): OpcUaBinding[] {
  const program = childAt(node, ["Production", "ActiveProgram"]);
  const { name, state, numberInList, jobIdentifier } = activeProgram;
  return [
    ...bindStateMachine(childAt(program, ["State"]), state),
    ...space.bindMembers(program, {
      Name: name,
      NumberInList: numberInList,
      ...(jobIdentifier === undefined ? {} : { JobIdentifier: jobIdentifier }),
    }),
    ...(partsProduced === undefined
      ? []
      : space.bindMembers(childAt(node, ["Production", "Statistics"]), {
          PartsProducedInLifetime: partsProduced,
        })),
  ];
}

/** Each tool by number; why one is locked stands in ReasonForLocking. */
function addTools(
  space: CompanionSpace,
  node: UAObject,
  tools: NonNullable<MachineTool["tools"]>,
): OpcUaBinding[] {
  const list = childAt(node, ["Equipment", "Tools"]);
  const type = space.objectType(MACHINE_TOOL, "ToolType");
  return tools.flatMap(({ browseName, controlIdentifier, locked, reasonForLocking }) => {
    const tool = type.instantiate({
      componentOf: list,
      browseName,
      namespace: space.own,
      nodeId: space.idBelow(list, browseName),
    });
    // ToolManagement 0: NumberBased.
    setConstant(variableAt(tool, ["ControlIdentifierInterpretation"]), DataType.Int32, 0);
    return [
      ...space.bindMembers(tool, { ControlIdentifier1: controlIdentifier, Locked: locked }),
      space.bind(variableAt(tool, ["Locked", "ReasonForLocking"]), reasonForLocking),
    ];
  });
}
