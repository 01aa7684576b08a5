// Which listener of the plant a cable fault is on.

import { z } from "zod";
import type { FaultNeed, Listener } from "./fault.ts";

export const listeners = [
  "modbus",
  "rtu-over-tcp",
  "rtu",
  "opcua",
] as const satisfies readonly Listener[];

export const listenerKey = z
  .enum(listeners)
  .describe("Which connection: modbus, rtu-over-tcp, rtu (the RS-485 line) or opcua.");

/** TCP only: an RS-485 line has no connections. */
export const tcpListenerKey = z
  .enum(["modbus", "rtu-over-tcp", "opcua"])
  .describe("Which connections: modbus, rtu-over-tcp or opcua.");

export function listenerNeeds(listener: Listener): readonly FaultNeed[] {
  return [{ kind: "listener", key: "listener", anyOf: [listener] }];
}
