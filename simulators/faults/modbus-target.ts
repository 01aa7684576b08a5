// On which requests a Modbus fault acts, and what a request asks for.

import { z } from "zod";
import type { ModbusExchange, ModbusReply } from "../servers/modbus-hook.ts";
import type { FaultNeed } from "./fault.ts";

export const unitKey = z.int().min(1).max(247).describe("Unit id of the device.");

export const anyUnitKey = z
  .int()
  .min(1)
  .max(247)
  .optional()
  .describe("Unit id of the device. Absent: all of the plant.");

export const shareKey = z
  .number()
  .gt(0)
  .max(1)
  .optional()
  .describe("Share of the requests that it hits, 0 to 1. Default: all.");

/** For the truth. */
export function unitName(unit: number | undefined): string {
  return unit === undefined ? "modbus" : `unit ${unit}`;
}

export function unitNeeds(unit: number | undefined): readonly FaultNeed[] {
  return [
    { kind: "listener", key: "kind", anyOf: ["modbus", "rtu-over-tcp", "rtu"] },
    ...(unit === undefined ? [] : [{ kind: "unit", key: "unit", unit } as const]),
  ];
}

export function concerns(unit: number | undefined, exchange: ModbusExchange): boolean {
  return unit === undefined || unit === exchange.unit;
}

/** Changes the device's own answers; what strangers said meanwhile stays. */
export function changeOwn(
  replies: readonly ModbusReply[],
  { unit }: ModbusExchange,
  change: (reply: ModbusReply) => ModbusReply,
): readonly ModbusReply[] {
  return replies.map((reply) => (reply.unit === unit ? change(reply) : reply));
}

/** Exception PDU: the function with its top bit set, then the reason (Application Protocol §7). */
export function exceptionPdu(request: Uint8Array, exception: number): Uint8Array {
  return Uint8Array.of((request[0] ?? 0) | 0x80, exception);
}

export interface RequestSpan {
  readonly functionCode: number;
  readonly first: number;
  readonly count: number;
}

/** Of a read, FC 01-04; undefined for everything else. */
export function spanOf(request: Uint8Array): RequestSpan | undefined {
  const functionCode = request[0] ?? 0;
  if (functionCode < 1 || functionCode > 4 || request.length !== 5) return undefined;
  const view = new DataView(request.buffer, request.byteOffset, request.byteLength);
  return { functionCode, first: view.getUint16(1), count: view.getUint16(3) };
}
