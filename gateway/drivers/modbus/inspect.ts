// One address asked alone, with the registers as they came and, when asked for, those beside it.
import { status, statusOfModbusException } from "#contracts/quality.ts";
import type { Inspection, Reading } from "../../driver.ts";
import { isRegisterTable, type ModbusAddress, type ModbusTable } from "./address.ts";
import { decodeBit, decodeRegisters } from "./decode.ts";
import { decodingsOf, type RegisterWindow, widestRegisters } from "./decodings.ts";
import type { Answer } from "./link.ts";

/** As ModbusLink.read, with a deadline already set. */
export type AskRegisters = (
  unit: number,
  table: ModbusTable,
  start: number,
  count: number,
) => Promise<Answer>;

const functionCodes: Readonly<Record<ModbusTable, string>> = {
  coil: "FC01",
  discrete: "FC02",
  holding: "FC03",
  input: "FC04",
};

/** For units that answer requests for bits from 0 only: the bits before are asked along and cut off. */
export function askFromZero(ask: AskRegisters): AskRegisters {
  return async (unit, table, start, count) => {
    if (isRegisterTable(table)) return ask(unit, table, start, count);
    const answer = await ask(unit, table, 0, start + count);
    if (answer.kind !== "data") return answer;
    const bytes = new Uint8Array(Math.ceil(count / 8));
    for (let i = 0; i < count; i += 1) {
      const { value } = decodeBit(answer.bytes, start + i);
      if (value === true) bytes[i >>> 3] = (bytes[i >>> 3] ?? 0) | (1 << (i & 7));
    }
    return { ...answer, bytes };
  };
}

/** Asks once, and for `around` once or twice more. Rejects only when the link is lost. */
export async function inspectAddress(
  address: ModbusAddress,
  around: boolean,
  ask: AskRegisters,
  now: () => number,
): Promise<Inspection> {
  const { unit, table, address: start, length } = address;
  const answer = await ask(unit, table, start, length);
  const request = `${functionCodes[table]} 0x${start.toString(16).toUpperCase().padStart(4, "0")} ×${length}`;
  const reading = readingOf(address, answer, now());
  if (answer.kind !== "data") return { request, reading, decodings: [] };
  const windows: readonly RegisterWindow[] = around
    ? await neighbourhood(address, answer.bytes, ask)
    : [{ start, bytes: answer.bytes }];
  return { request, raw: answer.bytes, reading, decodings: decodingsOf(address, windows) };
}

/**
 * One register before to the end of the widest value after. A unit may refuse a part of it; then each side is asked
 * alone, and what stays refused has no decodings.
 */
async function neighbourhood(
  { unit, table, address, length, maxRegisters }: ModbusAddress,
  bytes: Uint8Array,
  ask: AskRegisters,
): Promise<readonly RegisterWindow[]> {
  const own = { start: address, bytes };
  if (!isRegisterTable(table)) return [own];
  const first = Math.max(0, address - 1);
  const end = Math.min(0x10000, address + 1 + widestRegisters);
  if (end - first <= maxRegisters) {
    const all = await windowOf(unit, table, first, end, ask);
    if (all !== undefined) return [all];
  }
  const before = await windowOf(unit, table, first, Math.min(address + 1, 0x10000), ask);
  const after = await windowOf(unit, table, address, Math.min(address + 1 + length, end), ask);
  return [before, after, own].filter((window) => window !== undefined);
}

async function windowOf(
  unit: number,
  table: ModbusTable,
  start: number,
  end: number,
  ask: AskRegisters,
): Promise<RegisterWindow | undefined> {
  const answer = await ask(unit, table, start, end - start);
  return answer.kind === "data" ? { start, bytes: answer.bytes } : undefined;
}

function readingOf(address: ModbusAddress, answer: Answer, sourceTime: number): Reading {
  if (answer.kind === "data") {
    const decoded = isRegisterTable(address.table)
      ? decodeRegisters(address, answer.bytes, 0)
      : decodeBit(answer.bytes, 0);
    return { ...decoded, sourceTime, asked: true };
  }
  const code = badOf(answer);
  return { kind: "null", value: null, status: code, sourceTime, asked: answer.kind !== "unasked" };
}

function badOf(answer: Exclude<Answer, { kind: "data" }>): number {
  if (answer.kind === "exception") return statusOfModbusException(answer.exception);
  return answer.kind === "malformed" ? status.badCommunication : status.badTimeout;
}
