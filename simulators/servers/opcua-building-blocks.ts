// Building blocks of OPC 40001-1 that stand in a machine's folder MachineryBuildingBlocks: item state,
// operation mode, operation counters. Each is an add-in under the default name of its type.

import { DataType, type QualifiedName, type UAObject, type UAObjectType } from "node-opcua";
import type { MachineryBlocks, SpecifiedMembers } from "../wire/exposure.ts";
import type { OpcUaBinding } from "./opcua-binding.ts";
import {
  type CompanionSpace,
  MACHINERY,
  makeConcrete,
  makeReadOnly,
  variableAt,
} from "./opcua-companion-space.ts";
import { declaredVariables, memberProblems } from "./opcua-members.ts";
import { bindStateMachine } from "./opcua-state-machine.ts";

const ITEM_STATE = "MachineryItemState_StateMachineType";
const OPERATION_MODE = "MachineryOperationModeStateMachineType";
const COUNTERS = "MachineryOperationCounterType";

export type BuiltBlocks = {
  readonly bindings: readonly OpcUaBinding[];
  /** In the order item state, operation mode, counters, as far as they are there. */
  readonly addIns: readonly UAObject[];
};

export function blockProblems(
  space: CompanionSpace,
  place: string,
  blocks: MachineryBlocks,
): string[] {
  const declared = declaredVariables(space.objectType(MACHINERY, COUNTERS));
  return memberProblems(`${place}.OperationCounters`, declared, blocks.counters ?? {});
}

/** @param modeType where a companion specification has its own subtype of the operation mode. */
export function addBuildingBlocks(
  space: CompanionSpace,
  machine: UAObject,
  blocks: MachineryBlocks,
  modeType: UAObjectType = space.objectType(MACHINERY, OPERATION_MODE),
): BuiltBlocks {
  const { itemState, operationMode, counters } = blocks;
  if (itemState === undefined && operationMode === undefined && counters === undefined) {
    return { bindings: [], addIns: [] };
  }
  const folder = openFolder(space, machine);
  const machines = [
    { type: space.objectType(MACHINERY, ITEM_STATE), point: itemState },
    { type: modeType, point: operationMode },
  ].flatMap(({ type, point }) =>
    point === undefined ? [] : [{ point, node: addIn(space, folder, type, []) }],
  );
  const counting =
    counters === undefined
      ? []
      : [addIn(space, folder, space.objectType(MACHINERY, COUNTERS), Object.keys(counters))];
  return {
    addIns: [...machines.map(({ node }) => node), ...counting],
    bindings: [
      ...machines.flatMap(({ node, point }) => bindStateMachine(node, point)),
      ...counting.flatMap((node) => bindCounters(space, node, counters ?? {})),
    ],
  };
}

/** The folder that the machine's type gave it, or a new one. */
export function openFolder(space: CompanionSpace, machine: UAObject): UAObject {
  const name = "MachineryBuildingBlocks";
  const index = space.index(MACHINERY);
  const found = machine.getChildByName(name, index);
  return found === null ? space.addFolder(machine, name, index) : (found as UAObject);
}

/** An add-in stands under the name that its type gives as default (Part 22 §4). */
export function addIn(
  space: CompanionSpace,
  parent: UAObject,
  type: UAObjectType,
  optionals: string[],
): UAObject {
  const browseName = defaultName(type);
  return type.instantiate({
    addInOf: parent,
    browseName,
    namespace: space.own,
    nodeId: space.idBelow(parent, browseName.name ?? ""),
    optionals,
  });
}

function defaultName(type: UAObjectType): QualifiedName {
  const value: unknown = type.getPropertyByName("DefaultInstanceBrowseName")?.readValue()
    .value.value;
  if (value !== null && value !== undefined) return value as QualifiedName;
  if (type.subtypeOfObj === null) throw new Error(`${type.browseName} has no default name`);
  return defaultName(type.subtypeOfObj);
}

function bindCounters(
  space: CompanionSpace,
  node: UAObject,
  counters: SpecifiedMembers,
): OpcUaBinding[] {
  return Object.entries(counters).map(([name, point]) => {
    const variable = variableAt(node, [name]);
    makeReadOnly(variable);
    if (name === "OperationCycleCounter") makeConcrete(variable, DataType.UInt32);
    return space.bind(variable, point);
  });
}
