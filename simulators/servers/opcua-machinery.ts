// A machine that follows no specification of its own trade: recognised by its Identification add-in
// (OPC 40001-1 §8), with building blocks and Monitoring.

import type { UAObject, UAVariable, UAVariableType } from "node-opcua";
import type { AnalogItem, MachineryMachine } from "../wire/exposure.ts";
import { bindType, type OpcUaBinding } from "./opcua-binding.ts";
import { addBuildingBlocks, addIn, blockProblems, openFolder } from "./opcua-building-blocks.ts";
import { type CompanionSpace, childAt, MACHINERY, makeReadOnly } from "./opcua-companion-space.ts";
import { setRange, setUnit } from "./opcua-engineering-unit.ts";
import { identificationMembers, identify } from "./opcua-identification.ts";

export function machineryProblems(space: CompanionSpace, machine: MachineryMachine): string[] {
  return blockProblems(space, machine.browseName, machine.machinery);
}

export function addMachinery(space: CompanionSpace, machine: MachineryMachine): OpcUaBinding[] {
  const node = space.own.addObject({
    organizedBy: space.machines(),
    browseName: machine.browseName,
    nodeId: `ns=${space.own.index};s=${machine.browseName}`,
  });
  const type = space.objectType(MACHINERY, "MachineIdentificationType");
  identify(addIn(space, node, type, identificationMembers), machine.identification);
  const blocks = addBuildingBlocks(space, node, machine.machinery);
  return [
    ...blocks.bindings,
    ...addMonitoring(space, node, machine),
    ...(machine.specific.length === 0
      ? []
      : space.bindSpecific(space.specificFolder(node), machine.specific)),
  ];
}

function addMonitoring(
  space: CompanionSpace,
  node: UAObject,
  { process, consumption }: MachineryMachine,
): OpcUaBinding[] {
  const folders = [
    { name: "Process", items: process },
    { name: "Consumption", items: consumption },
  ].filter(({ items }) => items.length > 0);
  if (folders.length === 0) return [];
  const type = space.objectType(MACHINERY, "MonitoringType");
  const names = folders.map(({ name }) => name);
  const monitoring = addIn(space, openFolder(space, node), type, names);
  return folders.flatMap(({ name, items }) =>
    items.map((item) => addAnalogItem(space, childAt(monitoring, [name]), item)),
  );
}

function addAnalogItem(space: CompanionSpace, parent: UAObject, item: AnalogItem): OpcUaBinding {
  const type = space.space.findVariableType("AnalogUnitRangeType") as UAVariableType;
  const variable: UAVariable = type.instantiate({
    componentOf: parent,
    browseName: { name: item.browseName, namespaceIndex: space.own.index },
    namespace: space.own,
    nodeId: space.idBelow(parent, item.browseName),
    dataType: item.type,
  });
  makeReadOnly(variable);
  setUnit(variable, item.unit);
  setRange(variable, item.range);
  return bindType(variable, item.type, item.point);
}
