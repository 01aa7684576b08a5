// What a peer reads from every product, and what it shall find: the plant's value within the register's resolution, or the
// exception that says what is wrong.

import { expect } from "vitest";
import type { ProductId } from "#simulators/devices/registry.ts";
import type { RegisterDevice } from "#simulators/servers/register-device.ts";
import { everyProduct, openEveryProduct, pointValue, SECOND } from "./product-points.ts";
import { type PublishedRow, publishedRegisters, type WireType } from "./published-registers.ts";

/** Units that answer with an exception of their own: 04 an internal fault, 06 busy. */
const BROKEN = 101;
const BUSY = 102;
const troubled: readonly RegisterDevice[] = [
  {
    unit: BROKEN,
    readInput: () => 1,
    readHolding: () => {
      throw new Error("inside");
    },
  },
  { unit: BUSY, readInput: () => 6, readHolding: () => 6 },
];

/** Every product, standing still, and the units in trouble. */
export const openDevices = (): readonly RegisterDevice[] => [...openEveryProduct(), ...troubled];

export const unitOf = (product: ProductId): number =>
  everyProduct.find((unit) => unit.product === product)?.unit ?? 0;

/** What a peer shall find: the plant's value, and how far the register may be off. */
function expected(product: ProductId, row: PublishedRow): { value: number; within: number } {
  const [point, , , type, , step] = row;
  const value = special(product, point) ?? Number(pointValue(product, point));
  // Half a unit in the last place of float32; a counter shows steps that are complete.
  const within = type.startsWith("f32") ? Math.max(step, Math.abs(value) * 2 ** -24) : step;
  return { value, within: within + 1e-9 };
}

/** Registers that show more than one point; by hand. */
function special(product: ProductId, point: string): number | undefined {
  if (point === "bits of the inputs") return 0b1001_0010_0100_1001;
  // 4 + 2·1.234 mA.
  if (point === "counts of input.2") return ((2 * 1.234) / 16) * 27_648;
  // On, last digit 7, not off.
  if (point === "bits of the sampler") return 0b0000_0000_0111_0001;
  if (point.startsWith("text ")) return Buffer.from(point.slice(5)).readUInt32BE();
  if (!point.startsWith("value ")) return undefined;
  return floatBlockValue(unitOf(product), Number(point.slice(6)));
}

/** As the head of devices/float-block.ts has it. */
export function floatBlockValue(unit: number, n: number): number {
  return 200 + ((7 * SECOND + 13 * n + 101 * unit) % 1000) / 10;
}

export const allRows = everyProduct.flatMap(({ product, unit }) =>
  publishedRegisters[product].map((row) => ({ product, unit, row })),
);

/** @param values one raw number per row. */
export function compare(values: readonly unknown[]): void {
  for (const [n, { product, row }] of allRows.entries()) {
    const { value, within } = expected(product, row);
    const got = Number(values[n]) / row[4];
    expect(Math.abs(got - value), `${product} ${row[0]}: ${got}, not ${value}`).toBeLessThanOrEqual(
      within,
    );
  }
}

/** Registers in wire order to a number, by Buffer. */
export function decode(words: readonly number[], type: WireType): number {
  const [kind, order] = type.split(" ");
  const lowFirst = order === "cdab" || order === "dcba";
  const ordered = lowFirst ? [...words].reverse() : words;
  const bytes = Buffer.from(ordered.flatMap((word) => [word >> 8, word & 0xff]));
  if (order === "badc" || order === "dcba") bytes.swap16();
  switch (kind) {
    case "u16":
      return bytes.readUInt16BE();
    case "i16":
      return bytes.readInt16BE();
    case "i32":
      return bytes.readInt32BE();
    case "u32":
      return bytes.readUInt32BE();
    case "f32":
      return bytes.readFloatBE();
    case "f64":
      return bytes.readDoubleBE();
    case "u64":
      return Number(bytes.readBigUInt64BE());
    case "i64":
      return Number(bytes.readBigInt64BE());
    default:
      return decimalDigits(bytes.toString("hex"));
  }
}

/** BCD: the hexadecimal digits are the decimal ones; with one above 9 it is no number. */
function decimalDigits(hex: string): number {
  return /^\d+$/.test(hex) ? Number(hex) : Number.NaN;
}

export const allReads = allRows.map(({ unit, row: [, fc, address, type] }) => ({
  unit,
  fc,
  address,
  type,
}));

const onSdm630 = { unit: unitOf("sdm630"), fc: 4, address: 0 };
export const troubles: readonly (readonly [string, object, unknown])[] = [
  ["01, a function that it does not know", { ...onSdm630, unit: unitOf("e5cc") }, 1],
  ["01, writing a register", { unit: unitOf("e5cc"), write: "register", address: 0x2103 }, 1],
  ["01, writing registers", { unit: unitOf("e5cc"), write: "registers", address: 0x2103 }, 1],
  ["01, writing a coil", { unit: unitOf("digital-inputs"), write: "coil", address: 0 }, 1],
  ["02, no such register", { ...onSdm630, address: 0x0200 }, 2],
  ["02, inside a value of the PAC2200", { unit: unitOf("pac2200"), fc: 4, address: 2 }, 2],
  ["03, more than 80 registers of an SDM630", { ...onSdm630, count: 81 }, 3],
  ["04, an internal fault", { unit: BROKEN, fc: 3, address: 0 }, 4],
  ["06, busy", { unit: BUSY, fc: 3, address: 0 }, 6],
];
export const troubleReads = troubles.map(([, read]) => ({ count: 2, ...read }));
