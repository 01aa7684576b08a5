// Units and ranges of analog variables (Part 8): units by their UNECE Recommendation 20 code.

import {
  DataType,
  type EUInformation,
  makeEUInformation,
  Range,
  type UAVariable,
} from "node-opcua";

export type Unit = { readonly code: string; readonly symbol: string };

export const PERCENT: Unit = { code: "P1", symbol: "%" };

/** Sets the properties of an analog variable that it has. */
export function setUnit(variable: UAVariable, unit: Unit): void {
  setStructure(
    variable,
    "EngineeringUnits",
    makeEUInformation(unit.code, unit.symbol, unit.symbol),
  );
}

export function setRange(variable: UAVariable, [low, high]: readonly [number, number]): void {
  setStructure(variable, "EURange", new Range({ low, high }));
}

function setStructure(variable: UAVariable, name: string, value: EUInformation | Range): void {
  const property = variable.getPropertyByName(name);
  if (property === null) throw new Error(`${variable.nodeId} has no ${name}`);
  property.setValueFromSource({ dataType: DataType.ExtensionObject, value });
}
