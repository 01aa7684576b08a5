// A product whose registers each show one thing: a point of its equipment, something that follows from points, a
// constant, or its serial number. Every product is made here from data, so that there is one way to be one.

import { SimulatorsError } from "../errors.ts";
import { modbusException, type RegisterDevice } from "../servers/register-device.ts";
import type { RegisterField, RegisterMap, RegisterSpan } from "../servers/register-field.ts";
import { type FieldValue, RegisterImage } from "../servers/register-image.ts";
import type { Product, ProductDevice, ProductOptions, Shown } from "./product.ts";

type Source =
  | { readonly point: string }
  /** What follows from several points, in their order; booleans come as 0 and 1. */
  | { readonly from: readonly string[]; readonly value: (...points: number[]) => number }
  | { readonly constant: number | string }
  | { readonly serial: true };

export type ProductRegister = RegisterField & Source;

/** A span in which only the serial number stands is there only where the device tells one. */
export interface ProductMap extends Omit<RegisterMap<string>, "fields"> {
  readonly registers: Readonly<Record<string, ProductRegister>>;
}

export interface RegisterProduct extends Omit<Product, "points" | "rollovers" | "create"> {
  /** Basic objects 1 and 2 of FC 43/14; object 0 is always "Lineproof simulator". */
  readonly productCode: string;
  readonly revision: string;
  readonly maxRegisters?: number;
  /** FC 03. Absent: the product does not know it and answers exception 01. */
  readonly holding?: ProductMap;
  /** FC 04, likewise. The same map in both is the same registers. */
  readonly input?: ProductMap;
}

/** No published map has a place for it: invented here, for the identity of simulated equipment only. */
export const INVENTED_SERIAL = {
  address: 0x2600,
  type: "text",
  registers: 8,
  serial: true,
} as const;
export const INVENTED_SERIAL_SPAN = { first: 0x2600, count: 8 } as const;

export function registerProduct(spec: RegisterProduct): Product {
  const { maker, model, name } = spec;
  const maps = [...new Set([spec.holding, spec.input])].filter((map) => map !== undefined);
  const registers = maps.flatMap((map) => Object.values(map.registers));
  return {
    maker,
    model,
    name,
    points: [...new Set(registers.flatMap(pointsOf))],
    rollovers: Object.fromEntries(registers.flatMap(rolloverOf)),
    create: (options) => create(spec, maps, options),
  };
}

function pointsOf(register: ProductRegister): readonly string[] {
  if ("point" in register) return [register.point];
  return "from" in register ? register.from : [];
}

function rolloverOf(register: ProductRegister): readonly (readonly [string, number])[] {
  if (!("point" in register && "rollsOverAt" in register)) return [];
  return [[register.point, (register.rollsOverAt ?? 0) / (register.scale ?? 1)]];
}

function create(
  spec: RegisterProduct,
  maps: readonly ProductMap[],
  { unit, serial }: ProductOptions,
): ProductDevice {
  const opened = maps.map((map) => ({ map, ...openMap(map, serial) }));
  const reader = (map: ProductMap | undefined): RegisterDevice["readHolding"] => {
    const image = opened.find((candidate) => candidate.map === map)?.image;
    if (image === undefined) return () => modbusException.illegalFunction;
    return (address, count) => image.read(address, count);
  };
  return {
    device: {
      unit,
      ...(spec.maxRegisters === undefined ? {} : { maxRegisters: spec.maxRegisters }),
      identification: {
        vendorName: "Lineproof simulator",
        productCode: spec.productCode,
        revision: spec.revision,
      },
      readHolding: reader(spec.holding),
      readInput: reader(spec.input),
    },
    publish: (shown) => {
      for (const { publish } of opened) publish(shown);
    },
  };
}

type Live = (shown: Shown) => void;

function openMap(map: ProductMap, serial: string | undefined) {
  const { registers, spans, ...rest } = map;
  const fields = Object.fromEntries(
    Object.entries(registers).filter(([, field]) => !("serial" in field) || serial !== undefined),
  );
  const told = spans.filter((span) => serial !== undefined || !isPlate(span, registers));
  const image = new RegisterImage<string>({ ...rest, spans: told, fields });
  const live = Object.entries(fields).flatMap(([name, register]): Live[] => {
    if ("point" in register) return [(shown) => image.set(name, shown(register.point))];
    if ("from" in register) {
      const { from, value } = register;
      return [(shown) => image.set(name, value(...from.map((point) => Number(shown(point)))))];
    }
    image.set(name, "constant" in register ? register.constant : serialValue(register, serial));
    return [];
  });
  const publish: Live = (shown) => {
    for (const write of live) write(shown);
  };
  return { image, publish };
}

function isPlate({ first, count }: RegisterSpan, registers: ProductMap["registers"]): boolean {
  const inside = Object.values(registers).filter(
    ({ address }) => address >= first && address < first + count,
  );
  return inside.length > 0 && inside.every((register) => "serial" in register);
}

/** Where the product's own serial number is a plain number, only such a one can be shown. */
function serialValue(register: ProductRegister, serial = ""): FieldValue {
  if (register.type === "text") return serial;
  if (!/^\d+$/.test(serial) || Number(serial) > 0xffff_ffff) {
    throw new SimulatorsError(
      "SIMULATORS_VALUE_UNENCODABLE",
      `该产品的序列号须为 0 至 2³²−1 的整数,不能是 ${serial}。 · The product's serial number is an integer of 32 bits; it cannot be ${serial}.`,
      { serial },
    );
  }
  return Number(serial);
}
