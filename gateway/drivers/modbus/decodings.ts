// Every way in which registers could be meant: each type in each order, at the address as asked and one beside it
// (documents count from 1, the wire from 0). Pure; which of them are plausible is judged elsewhere.
import { isGood } from "#contracts/quality.ts";
import type { Decoding } from "../../driver.ts";
import { isRegisterTable, type ModbusAddress } from "./address.ts";
import {
  factsOf,
  isNumeric,
  type ModbusType,
  plainOrders,
  type WordOrder,
} from "./address-type.ts";
import { addressWords } from "./address-words.ts";
import { decodeRegisters } from "./decode.ts";

/** Registers as they came, from `start`. */
export type RegisterWindow = { readonly start: number; readonly bytes: Uint8Array };

/** The commonest first: among decodings that are equally plausible the first is named first. */
const types: readonly ModbusType[] = [
  "float32",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "float64",
  "int64",
  "uint64",
  "bcd16",
  "bcd32",
];

/** Widest of the types above. */
export const widestRegisters = 4;

/** Empty for bits and texts, which have no other reading worth showing. */
export function decodingsOf(
  asked: ModbusAddress,
  windows: readonly RegisterWindow[],
): readonly Decoding[] {
  if (!isRegisterTable(asked.table) || !isNumeric(asked.type)) return [];
  return shiftsOf(asked).flatMap((shift) =>
    types.flatMap((type) =>
      ordersOf(type).flatMap((order) => decoded(asked, windows, shift, type, order)),
    ),
  );
}

/**
 * Maps of two-register values mostly begin at an even register: an odd address is more likely one too high (and a
 * value with words swapped, of which the neighbour is a twin, could not be told from it).
 */
function shiftsOf({ address, length }: ModbusAddress): readonly number[] {
  return length > 1 && address % 2 === 1 ? [-1, 0, 1] : [0, -1, 1];
}

function ordersOf(type: ModbusType): readonly WordOrder[] {
  return factsOf(type).registers === 1 ? ["ABCD", "BADC"] : plainOrders;
}

function decoded(
  asked: ModbusAddress,
  windows: readonly RegisterWindow[],
  shift: number,
  type: ModbusType,
  wordOrder: WordOrder,
): readonly Decoding[] {
  const { unit, table, maxRegisters } = asked;
  const length = factsOf(type).registers;
  const address = asked.address + shift;
  const window = windows.find(
    ({ start, bytes }) => address >= start && address + length <= start + bytes.length / 2,
  );
  if (window === undefined || length > maxRegisters) return [];
  const candidate: ModbusAddress = { unit, table, address, type, wordOrder, length, maxRegisters };
  const { value, status } = decodeRegisters(candidate, window.bytes, address - window.start);
  if (!isGood(status)) return [];
  const changes = { type: type !== asked.type, order: wordOrder !== asked.wordOrder, shift };
  return [{ as: addressWords(candidate), value, changes }];
}
