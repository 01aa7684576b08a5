// Where a value lies in a Modbus unit and how it is read. Addresses are those of the PDU, from 0.
// Text form: `input:0x0046:float32,unit=3,order=CDAB,scale=0.1,invalid=NaN`, or the same as an object.

import { z } from "zod";
import { checkSchema } from "#contracts/schema-problems.ts";
import { datatypes } from "#contracts/sparkplug-datatype.ts";
import { GatewayError } from "../../errors.ts";
import { isPlain, type Scaling, scalingOf } from "../scale.ts";
import { addressProblems } from "./address-problems.ts";
import { parseAddressText } from "./address-text.ts";
import {
  factsOf,
  type ModbusType,
  modbusTypes,
  type WordOrder,
  wordOrders,
} from "./address-type.ts";
import { rawOfPattern } from "./decode.ts";

export const modbusTables = ["input", "holding", "coil", "discrete"] as const;
export type ModbusTable = (typeof modbusTables)[number];

const registerHalves = ["high", "low"] as const;
export type RegisterHalf = (typeof registerHalves)[number];

export type ModbusAddress = {
  readonly unit: number;
  readonly table: ModbusTable;
  /** First register or bit, PDU address. */
  readonly address: number;
  readonly type: ModbusType;
  readonly wordOrder: WordOrder;
  /** Of a number, from raw; absent keeps the raw datatype, else the value is a Double. */
  readonly scaling?: Scaling;
  /** Bit of a register for a boolean, 0 the lowest. */
  readonly bit?: number;
  /** Lowest and highest bit of a field in a uint16 or uint32; its value is unsigned. */
  readonly bits?: readonly [number, number];
  /** Of an 8-bit number: where it lies in its register. */
  readonly half?: RegisterHalf;
  /** Raw numbers that mean "no value"; NaN among them means every NaN. */
  readonly invalid?: readonly (number | bigint)[];
  /** Registers that it covers (bits in coil and discrete). */
  readonly length: number;
  /** Most registers that one request to this unit may ask for. */
  readonly maxRegisters: number;
};

/** Modbus Application Protocol V1.1b3 §6.3: a request asks for at most 125 registers. */
const protocolMaxRegisters = 125;

const bitNumber = z.number().int().min(0).max(31);

const addressSchema = z.strictObject({
  unit: z.number().int().min(0).max(255).default(1),
  table: z.enum(modbusTables),
  address: z.number().int().min(0).max(0xffff),
  type: z.enum(modbusTypes),
  wordOrder: z.enum(wordOrders).default("ABCD"),
  /** value = raw · scale + offset. */
  scale: z
    .number()
    .refine((scale) => Number.isFinite(scale) && scale !== 0, "不能为 0 · must not be 0")
    .default(1),
  offset: z.number().default(0),
  bit: z.number().int().min(0).max(15).optional(),
  bits: z.tuple([bitNumber, bitNumber]).optional(),
  half: z.enum(registerHalves).optional(),
  /** Raw numbers before scaling, bit patterns as text (`"0x7FFF"`), or `"NaN"`. */
  invalid: z
    .array(z.union([z.number(), z.string()]))
    .min(1)
    .optional(),
  length: z.number().int().min(1).max(protocolMaxRegisters).optional(),
  maxRegisters: z.number().int().min(1).max(protocolMaxRegisters).default(protocolMaxRegisters),
});
export type WrittenAddress = z.infer<typeof addressSchema>;

function invalidAddress(value: unknown, problems: readonly string[]): GatewayError {
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
  const parts = typeof value === "string" ? parseAddressText(value) : value;
  if (typeof parts !== "object" || parts === null || Array.isArray(parts)) {
    throw invalidAddress(value, [
      "应为 表:地址:类型,例如 input:0x0046:float32 · must be table:address:type, e.g. input:0x0046:float32",
    ]);
  }
  const checked = checkSchema(addressSchema, { ...shared, ...parts });
  if (!checked.ok) {
    throw invalidAddress(
      value,
      checked.problems.map(({ path, message }) => `${path}: ${message}`),
    );
  }
  const { bit, bits, half, invalid, length, scale, offset, ...rest } = checked.value;
  const problems = [...addressProblems(checked.value)];
  const covered = factsOf(rest.type).registers || (length ?? 1);
  if (rest.address + covered > 0x10000) {
    problems.push("超出 65535 · reaches beyond 65535");
  }
  if (isRegisterTable(rest.table) && covered > rest.maxRegisters) {
    problems.push(
      `需要 ${covered} 个寄存器,一次最多 ${rest.maxRegisters} · needs ${covered} registers, a request takes ${rest.maxRegisters}`,
    );
  }
  const sentinels = sentinelsOf(invalid, rest.type, problems);
  if (problems.length > 0) throw invalidAddress(value, problems);
  const scaling = scalingOf(scale, offset);
  return {
    ...rest,
    ...(isPlain(scaling) ? {} : { scaling }),
    ...(bit === undefined ? {} : { bit }),
    ...(bits === undefined ? {} : { bits }),
    ...(half === undefined ? {} : { half }),
    ...(sentinels === undefined ? {} : { invalid: sentinels }),
    length: covered,
  };
}

function sentinelsOf(
  written: WrittenAddress["invalid"],
  type: ModbusType,
  problems: string[],
): readonly (number | bigint)[] | undefined {
  const raw = written?.map((one) => rawOfPattern(one, type));
  if (raw?.includes(undefined) === true) {
    problems.push(
      'invalid: 应为原始数、位模式如 "0x7FFF"(位数与类型相同)或 "NaN"(浮点)· raw numbers, bit patterns as "0x7FFF" as wide as the type, or "NaN" of a float',
    );
  }
  return raw?.filter((one) => one !== undefined);
}

export function isRegisterTable(table: ModbusTable): boolean {
  return table === "input" || table === "holding";
}

/** Sparkplug datatype of what decode yields. */
export function modbusDatatype({ type, scaling }: ModbusAddress): number {
  return scaling === undefined ? factsOf(type).datatype : datatypes.Double;
}
