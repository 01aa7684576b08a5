// What the drivers of all Modbus wires have in common: addresses, plans, identification. Read-only by construction:
// function codes 01 to 04 and 43/14 are all that pdu.ts can ask.
import type { Driver, DriverIo, SharedKey } from "../../driver.ts";
import { modbusDatatype } from "./address.ts";
import {
  type ConnectionSettings,
  ModbusConnection,
  parseUnitAddress,
  type UnitAddress,
} from "./connection.ts";
import type { ModbusLink } from "./link.ts";

const sharedKeys: readonly SharedKey[] = ["unit", "maxRegisters", "quirks"];

export function modbusDriver<Endpoint extends ConnectionSettings>(own: {
  readonly kind: string;
  readonly parseEndpoint: (value: unknown) => Endpoint;
  readonly openLink: (endpoint: Endpoint, io: DriverIo) => Promise<ModbusLink>;
}): Driver<Endpoint, UnitAddress> {
  return {
    kind: own.kind,
    protocol: "modbus",
    sharedKeys,
    parseEndpoint: own.parseEndpoint,
    parseAddress: parseUnitAddress,
    datatypeOf: modbusDatatype,
    open: async (endpoint, io) =>
      new ModbusConnection(await own.openLink(endpoint, io), endpoint, io),
  };
}
