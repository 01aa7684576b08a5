// Identification of a machine (OPC 40001-1 §8): what the maker fixed; constant, and not writable.

import { DataType, type UAObject } from "node-opcua";
import type { MachineIdentification } from "../wire/exposure.ts";
import { setConstant, variableAt } from "./opcua-companion-space.ts";

const MEMBERS = [
  ["Manufacturer", DataType.LocalizedText, "manufacturer"],
  ["Model", DataType.LocalizedText, "model"],
  ["SerialNumber", DataType.String, "serialNumber"],
  ["ProductInstanceUri", DataType.String, "productInstanceUri"],
  ["DeviceClass", DataType.String, "deviceClass"],
  ["YearOfConstruction", DataType.UInt16, "yearOfConstruction"],
] as const satisfies readonly (readonly [string, DataType, keyof MachineIdentification])[];

/** All members, mandatory or not, for instantiation. */
export const identificationMembers = MEMBERS.map(([name]) => name);

/** @param node the Identification add-in. */
export function identify(node: UAObject, about: MachineIdentification): void {
  for (const [name, dataType, key] of MEMBERS) {
    setConstant(variableAt(node, [name]), dataType, about[key]);
  }
}
