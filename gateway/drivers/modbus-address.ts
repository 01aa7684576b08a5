// Where a value lies in a Modbus unit and how it is read. Addresses are those of the PDU, from 0.
// Text form: `input:0x0046:float32,unit=3,order=CDAB,scale=0.1`, or the same as an object.

import { z } from "zod";
import { checkSchema } from "#contracts/schema-problems.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { GatewayError } from "../errors.ts";

export const modbusTables = ["input", "holding", "coil", "discrete"] as const;
export type ModbusTable = (typeof modbusTables)[number];

export const modbusTypes = [
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "float32",
  "float64",
  "boolean",
  "string",
] as const;
export type ModbusType = (typeof modbusTypes)[number];

/**
 * Bytes of a 32-bit value as they come: ABCD big endian, CDAB words swapped, BADC bytes swapped in each
 * word, DCBA little endian. 64-bit values likewise (all words swapped); 16-bit and text know the bytes only.
 */
export const wordOrders = ["ABCD", "CDAB", "BADC", "DCBA"] as const;
export type WordOrder = (typeof wordOrders)[number];

export type ModbusAddress = {
  readonly unit: number;
  readonly table: ModbusTable;
  /** First register or bit, PDU address. */
  readonly address: number;
  readonly type: ModbusType;
  readonly wordOrder: WordOrder;
  /** value = raw · scale; 1 keeps the raw datatype, anything else makes a Double. */
  readonly scale: number;
  /** Bit of a register for a boolean, 0 the lowest. */
  readonly bit?: number;
  /** Registers that it covers (bits in coil and discrete). */
  readonly length: number;
  /** Most registers that one request to this unit may ask for. */
  readonly maxRegisters: number;
};

/** Modbus Application Protocol V1.1b3 §6.3: a request asks for at most 125 registers. */
export const protocolMaxRegisters = 125;
/** §6.1: and at most 2000 bits. */
export const protocolMaxBits = 2000;

const registersOf: Readonly<Record<Exclude<ModbusType, "string">, number>> = {
  int16: 1,
  uint16: 1,
  boolean: 1,
  int32: 2,
  uint32: 2,
  float32: 2,
  int64: 4,
  uint64: 4,
  float64: 4,
};

const addressSchema = z.strictObject({
  unit: z.number().int().min(0).max(255).default(1),
  table: z.enum(modbusTables),
  address: z.number().int().min(0).max(0xffff),
  type: z.enum(modbusTypes),
  wordOrder: z.enum(wordOrders).default("ABCD"),
  scale: z
    .number()
    .refine((scale) => Number.isFinite(scale) && scale !== 0, "不能为 0 · must not be 0")
    .default(1),
  bit: z.number().int().min(0).max(15).optional(),
  length: z.number().int().min(1).max(protocolMaxRegisters).optional(),
  maxRegisters: z.number().int().min(1).max(protocolMaxRegisters).default(protocolMaxRegisters),
});

function invalid(value: unknown, problems: readonly string[]): GatewayError {
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  return new GatewayError(
    "GATEWAY_ADDRESS_INVALID",
    `Modbus 地址 · Modbus address ${shown}: ${problems.join("; ")}`,
    { address: shown ?? "undefined" },
  );
}

/** Throws GATEWAY_ADDRESS_INVALID naming every problem of the address. */
export function parseModbusAddress(
  value: unknown,
  shared: Readonly<Record<string, unknown>> = {},
): ModbusAddress {
  const parts = typeof value === "string" ? parseText(value) : value;
  if (typeof parts !== "object" || parts === null || Array.isArray(parts)) {
    throw invalid(value, [
      "应为 表:地址:类型,例如 input:0x0046:float32 · must be table:address:type, e.g. input:0x0046:float32",
    ]);
  }
  const checked = checkSchema(addressSchema, { ...shared, ...parts });
  if (!checked.ok) {
    throw invalid(
      value,
      checked.problems.map(({ path, message }) => `${path}: ${message}`),
    );
  }
  const { bit, length, ...rest } = checked.value;
  const problems = [...problemsOf(checked.value)];
  const covered = rest.type === "string" ? (length ?? 1) : registersOf[rest.type];
  if (rest.address + covered > 0x10000) {
    problems.push("超出 65535 · reaches beyond 65535");
  }
  if (isRegisterTable(rest.table) && covered > rest.maxRegisters) {
    problems.push(
      `需要 ${covered} 个寄存器,一次最多 ${rest.maxRegisters} · needs ${covered} registers, a request takes ${rest.maxRegisters}`,
    );
  }
  if (problems.length > 0) throw invalid(value, problems);
  return { ...rest, ...(bit === undefined ? {} : { bit }), length: covered };
}

export function isRegisterTable(table: ModbusTable): boolean {
  return table === "input" || table === "holding";
}

function* problemsOf(address: z.infer<typeof addressSchema>): Generator<string> {
  const { table, type, bit, length, scale, wordOrder } = address;
  const registers = isRegisterTable(table);
  if (!registers && type !== "boolean") {
    yield `type: ${table} 只有 boolean · ${table} holds booleans only`;
  }
  if (registers && type === "boolean" && bit === undefined) {
    yield "bit: 寄存器里的布尔量须指明位 · a boolean in a register needs its bit";
  }
  if (bit !== undefined && (type !== "boolean" || !registers)) {
    yield "bit: 只用于寄存器里的布尔量 · only for a boolean in a register";
  }
  if (type === "string" && length === undefined) {
    yield "length: 文字须指明寄存器数 · a text needs its number of registers";
  }
  if (length !== undefined && type !== "string") {
    yield "length: 只用于文字 · only for a text";
  }
  if (scale !== 1 && (type === "boolean" || type === "string")) {
    yield "scale: 只用于数字 · only for numbers";
  }
  if (type === "string" && (wordOrder === "CDAB" || wordOrder === "DCBA")) {
    yield "wordOrder: 文字只有 ABCD 或 BADC · a text is ABCD or BADC";
  }
}

const textForm =
  /^(?<table>[a-z]+):(?<address>0x[0-9a-fA-F]+|\d+):(?<type>[a-z0-9]+)(?<rest>(?:,[a-zA-Z]+=[^,=]+)*)$/;

/** Undefined when the text has another form. */
function parseText(text: string): Record<string, unknown> | undefined {
  const groups = textForm.exec(text.trim())?.groups;
  if (groups === undefined) return undefined;
  const parts: Record<string, unknown> = {
    table: groups.table,
    address: Number(groups.address),
    type: groups.type,
  };
  for (const option of (groups.rest ?? "").split(",").slice(1)) {
    const [key = "", setting = ""] = option.split("=");
    const name = key === "order" ? "wordOrder" : key;
    parts[name] = name === "wordOrder" ? setting : Number(setting);
  }
  return parts;
}

/** Sparkplug datatype of what decode yields. */
export function modbusDatatype({ type, scale }: ModbusAddress): number {
  if (scale !== 1) return datatypes.Double;
  switch (type) {
    case "int16":
      return datatypes.Int16;
    case "uint16":
      return datatypes.UInt16;
    case "int32":
      return datatypes.Int32;
    case "uint32":
      return datatypes.UInt32;
    case "int64":
      return datatypes.Int64;
    case "uint64":
      return datatypes.UInt64;
    case "float32":
      return datatypes.Float;
    case "float64":
      return datatypes.Double;
    case "boolean":
      return datatypes.Boolean;
    case "string":
      return datatypes.String;
  }
}
