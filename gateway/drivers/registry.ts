// Every driver, by the kind that a configuration names. One line per protocol.
import type { AnyDriver } from "../driver.ts";
import { modbusTcp } from "./modbus-tcp.ts";
import { opcua } from "./opcua.ts";

export const drivers = { "modbus-tcp": modbusTcp, opcua } as const satisfies Record<
  string,
  AnyDriver
>;
