// What parts of an address contradict each other, in words.
import type { WrittenAddress } from "./address.ts";
import { factsOf, isMixedOrder, isNumeric, type ModbusType } from "./address-type.ts";

export function* addressProblems(address: WrittenAddress): Generator<string> {
  yield* placeProblems(address);
  yield* bitProblems(address);
  yield* numberProblems(address);
}

function* placeProblems({ table, type, length, wordOrder }: WrittenAddress): Generator<string> {
  const registers = table === "input" || table === "holding";
  if (!registers && type !== "boolean") {
    yield `type: ${table} 只有 boolean · ${table} holds booleans only`;
  }
  if (type === "string" && length === undefined) {
    yield "length: 文字须指明寄存器数 · a text needs its number of registers";
  }
  if (length !== undefined && type !== "string") {
    yield "length: 只用于文字 · only for a text";
  }
  if (type === "string" && wordOrder !== "ABCD" && wordOrder !== "BADC") {
    yield "wordOrder: 文字只有 ABCD 或 BADC · a text is ABCD or BADC";
  }
  if (isMixedOrder(wordOrder) && factsOf(type).registers !== 4) {
    yield `wordOrder: ${wordOrder} 只用于 64 位数 · ${wordOrder} is for 64-bit numbers only`;
  }
}

function* bitProblems({ table, type, bit, bits, half }: WrittenAddress): Generator<string> {
  const registers = table === "input" || table === "holding";
  if (registers && type === "boolean" && bit === undefined) {
    yield "bit: 寄存器里的布尔量须指明位 · a boolean in a register needs its bit";
  }
  if (bit !== undefined && (type !== "boolean" || !registers)) {
    yield "bit: 只用于寄存器里的布尔量 · only for a boolean in a register";
  }
  if (bits !== undefined) yield* fieldProblems(type, bits);
  const eight = type === "int8" || type === "uint8";
  if (eight && half === undefined) {
    yield "half: 8 位数须指明 high 或 low · an 8-bit number needs its half, high or low";
  }
  if (half !== undefined && !eight) {
    yield "half: 只用于 int8 与 uint8 · only for int8 and uint8";
  }
}

function* fieldProblems(type: ModbusType, [low, high]: readonly [number, number]) {
  if (type !== "uint16" && type !== "uint32") {
    yield "bits: 位段只用于 uint16 或 uint32 · a bit field is part of a uint16 or uint32";
  } else if (low > high || high >= factsOf(type).registers * 16) {
    yield `bits: 应为 [低位, 高位],不超过 ${type} · is [lowest, highest] within ${type}`;
  }
}

function* numberProblems({ type, scale, offset, invalid }: WrittenAddress): Generator<string> {
  if (isNumeric(type)) return;
  if (scale !== 1) yield "scale: 只用于数字 · only for numbers";
  if (offset !== 0) yield "offset: 只用于数字 · only for numbers";
  if (invalid !== undefined) yield "invalid: 只用于数字 · only for numbers";
}
