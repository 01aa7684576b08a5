// Every driver, by the kind that a configuration names. One line per wire.
import type { AnyDriver } from "../driver.ts";
import { modbusDtu } from "./modbus/dtu.ts";
import { modbusRtu } from "./modbus/rtu.ts";
import { modbusRtuTcp } from "./modbus/rtu-tcp.ts";
import { modbusTcp } from "./modbus/tcp.ts";
import { opcua } from "./opcua/opcua-driver.ts";

export const drivers = {
  "modbus-tcp": modbusTcp,
  "modbus-rtu": modbusRtu,
  "modbus-rtu-tcp": modbusRtuTcp,
  "modbus-dtu": modbusDtu,
  opcua,
} as const satisfies Record<string, AnyDriver>;
