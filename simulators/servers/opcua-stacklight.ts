// The stacklight of a machine tool (IA BasicStacklightType): lamps from bottom to top, each lit or not.

import { coerceQualifiedName, DataType, type UAObject } from "node-opcua";
import type { MachineTool } from "../wire/exposure.ts";
import { bindType, type OpcUaBinding } from "./opcua-binding.ts";
import {
  type CompanionSpace,
  IA,
  makeConcrete,
  makeReadOnly,
  setConstant,
  variableAt,
} from "./opcua-companion-space.ts";

type Lamp = NonNullable<MachineTool["stacklight"]>[number];

/** SignalColor of the IA nodeset. */
const COLORS: Readonly<Record<Lamp["color"], number>> = {
  red: 1,
  green: 2,
  blue: 3,
  yellow: 4,
  white: 7,
};

export function addStacklight(
  space: CompanionSpace,
  monitoring: UAObject,
  lamps: readonly Lamp[],
): OpcUaBinding[] {
  if (lamps.length === 0) return [];
  const stack = space.objectType(IA, "BasicStacklightType").instantiate({
    componentOf: monitoring,
    browseName: coerceQualifiedName({
      name: "Stacklight",
      namespaceIndex: monitoring.typeDefinitionObj.browseName.namespaceIndex,
    }),
    namespace: space.own,
    nodeId: space.idBelow(monitoring, "Stacklight"),
  });
  // StacklightOperationMode 0: segmented, each lamp for itself.
  setConstant(variableAt(stack, ["StacklightMode"]), DataType.Int32, 0);
  return lamps.map((lamp, number) => addLamp(space, stack, lamp, number));
}

function addLamp(
  space: CompanionSpace,
  stack: UAObject,
  { color, point }: Lamp,
  number: number,
): OpcUaBinding {
  const node = space.objectType(IA, "StackElementLightType").instantiate({
    references: [{ referenceType: "HasOrderedComponent", isForward: false, nodeId: stack }],
    browseName: color,
    namespace: space.own,
    nodeId: space.idBelow(stack, color),
    optionals: ["SignalOn", "SignalColor"],
  });
  const place = variableAt(node, ["NumberInList"]);
  makeConcrete(place, DataType.UInt16);
  setConstant(place, DataType.UInt16, number);
  setConstant(variableAt(node, ["SignalColor"]), DataType.Int32, COLORS[color]);
  const lit = variableAt(node, ["SignalOn"]);
  makeReadOnly(lit);
  return bindType(lit, "Boolean", point);
}
