// A finite state machine (Part 16) whose state is a point: the number of a state of its type. What the
// type has no state for is out of range. CurrentState, its Id and its Number change together.

import {
  DataType,
  type LocalizedText,
  type NodeId,
  LocalizedText as Text,
  type UAObject,
  type UAObjectType,
  type UAVariable,
} from "node-opcua";
import type { OpcUaBinding } from "./opcua-binding.ts";
import { variableAt } from "./opcua-companion-space.ts";
import { scalar, type WireValue } from "./opcua-value.ts";

type State = { readonly text: LocalizedText; readonly id: NodeId };

export function bindStateMachine(machine: UAObject, point: string): OpcUaBinding[] {
  const states = statesOf(machine.typeDefinitionObj);
  const current = variableAt(machine, ["CurrentState"]);
  const bind = (variable: UAVariable, say: (state: State, number: number) => WireValue) =>
    ({
      point,
      variable,
      holds: machine.typeDefinitionObj.browseName.name ?? "StateMachine",
      encode: (value: unknown) => {
        if (typeof value !== "number") return "wrong-type";
        const state = states.get(value);
        return state === undefined ? "out-of-range" : say(state, value);
      },
    }) as const;
  return [
    bind(current, ({ text }) => scalar(DataType.LocalizedText, text)),
    bind(current.getPropertyByName("Id") as UAVariable, ({ id }) => scalar(DataType.NodeId, id)),
    bind(numberOf(current), (_, number) => scalar(DataType.UInt32, number)),
  ];
}

/** Optional in StateVariableType; shown always, because it says the state without any language. */
function numberOf(current: UAVariable): UAVariable {
  return (
    current.getPropertyByName("Number") ??
    current.namespace.addVariable({
      propertyOf: current,
      browseName: { name: "Number", namespaceIndex: 0 },
      nodeId: `${current.nodeId}.Number`,
      dataType: DataType.UInt32,
      typeDefinition: "PropertyType",
      accessLevel: "CurrentRead",
      userAccessLevel: "CurrentRead",
    })
  );
}

/** By StateNumber; a subtype that declares its states again overrides those above (Part 16 §4.4.5). */
function statesOf(type: UAObjectType): ReadonlyMap<number, State> {
  const above = type.subtypeOfObj;
  const states = new Map(above === null ? [] : statesOf(above));
  for (const child of type.getComponents()) {
    const number = (child as UAObject).getPropertyByName?.("StateNumber")?.readValue().value.value;
    if (typeof number !== "number") continue;
    states.set(number, { text: new Text({ text: child.browseName.name }), id: child.nodeId });
  }
  return states;
}
